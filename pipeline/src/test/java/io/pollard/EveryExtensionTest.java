package io.pollard;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import io.pollard.spec.Extension;
import io.pollard.spec.Extensions;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for whatever an experiment file can choose by name, in every family. */
class EveryExtensionTest {

  private static List<Class<? extends Extension>> families() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.pollard")
            .stream()
            .filter(type -> type.isInterface() && type.isAssignableTo(Extension.class))
            .map(JavaClass::reflect)
            .filter(type -> type != Extension.class)
            .<Class<? extends Extension>>map(type -> type.asSubclass(Extension.class))
            .sorted(Comparator.comparing(Class::getName))
            .toList();
  }

  @Test
  void thereAreFamilies() {
    assertThat(families()).hasSizeGreaterThan(5);
  }

  @TestFactory
  Stream<DynamicTest> isReadBackFromWhatIsWritten() {
    return families().stream().flatMap(EveryExtensionTest::readBack);
  }

  private static <E extends Extension> Stream<DynamicTest> readBack(Class<E> family) {
    return Extensions.types(family).entrySet().stream()
        .flatMap(
            named ->
                instance(named.getValue()).stream()
                    .map(
                        example ->
                            DynamicTest.dynamicTest(
                                family.getSimpleName() + " " + named.getKey(),
                                () -> readBack(family, named.getKey(), example))));
  }

  private static <E extends Extension> void readBack(Class<E> family, String name, E example) {
    String text = Canonical.settings(example);
    E read = Binder.read(text, family, "settings");
    assertThat(example.name()).isEqualTo(name).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(read).isEqualTo(example).hasSameHashCodeAs(example);
    assertThat(Canonical.settings(read)).isEqualTo(text);
  }

  /** What the no-argument constructor makes; a closed family may have records without one. */
  private static <E extends Extension> Optional<E> instance(Class<? extends E> type) {
    return Arrays.stream(type.getConstructors())
        .filter(constructor -> constructor.getParameterCount() == 0)
        .findFirst()
        .map(constructor -> make(constructor, type));
  }

  private static <E> E make(Constructor<?> constructor, Class<? extends E> type) {
    try {
      return type.cast(constructor.newInstance());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName() + " has no usable defaults", e);
    }
  }
}
