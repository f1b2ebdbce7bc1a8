package io.pollard.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import io.pollard.spec.Extension;
import java.util.List;
import java.util.ServiceLoader;

/** What all families have in common. */
public final class Contracts {
  private Contracts() {}

  /** Every implementation on the class path, at its defaults. */
  public static <T> List<T> all(Class<T> family) {
    return ServiceLoader.load(family).stream().map(ServiceLoader.Provider::get).toList();
  }

  /** It is a record that travels as text and comes back the same. */
  public static <T extends Extension> void travels(T extension, Class<T> family) {
    assertThat(extension).isInstanceOf(Record.class);
    String text = Canonical.settings(extension);
    assertThat(Binder.read(text, family, "contract")).isEqualTo(extension);
  }
}
