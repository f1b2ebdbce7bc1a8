package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.spec.Vocabulary.HalfLife;
import io.pollard.spec.Vocabulary.Renamed;
import io.pollard.spec.Vocabulary.Rule;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtensionsTest {
  @TempDir Path folder;

  @Test
  void aSealedFamilyIsItsPermittedRecords() {
    assertThat(Extensions.names(Rule.class))
        .containsExactly("both", "half-life", "le-300-100", "plain");
    assertThat(Extensions.find(Rule.class, "half-life")).contains(HalfLife.class);
    assertThat(Extensions.find(Rule.class, "le-300-100")).contains(Renamed.class);
    assertThat(Extensions.find(Rule.class, "renamed")).isEmpty();
  }

  @Test
  void anOpenFamilyIsWhatTheClassPathDeclares() {
    assertThat(Extensions.names(Greeting.class)).containsExactly("good-morning", "hello");
    assertThat(Extensions.find(Greeting.class, "hello")).contains(Greeting.Hello.class);
  }

  @Test
  void aJarOfSomebodyElseAddsOne() throws Exception {
    declare(
        "elsewhere.Ahoy",
        """
        package elsewhere;
        public record Ahoy(@io.pollard.spec.Required String ship) implements io.pollard.spec.Greeting {
          public Ahoy() {
            this("Argo");
          }
        }
        """);

    String settings =
        beside(
            () -> {
              assertThat(Extensions.names(Greeting.class))
                  .containsExactly("ahoy", "good-morning", "hello");
              return Canonical.settings(
                  Binder.read("ahoy: {ship: Beagle}", Greeting.class, "text"));
            });

    assertThat(settings).isEqualTo("{\"ahoy\":{\"ship\":\"Beagle\"}}");
  }

  @Test
  void aThreadWhoseLoaderKnowsNothingOfUsStillFindsOurs() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader blind = new URLClassLoader(new URL[0], null)) {
      thread.setContextClassLoader(blind);
      assertThat(Extensions.names(Greeting.class)).containsExactly("good-morning", "hello");
      thread.setContextClassLoader(null);
      assertThat(Extensions.names(Greeting.class)).containsExactly("good-morning", "hello");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void twoOfOneNameAreRefused() throws Exception {
    declare(
        "elsewhere.Hello",
        """
        package elsewhere;
        public record Hello() implements io.pollard.spec.Greeting {}
        """);

    assertThatThrownBy(() -> beside(() -> Extensions.names(Greeting.class)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot tell two extensions of Greeting apart: they have the same name (name=hello,"
                + " classes=elsewhere.Hello, io.pollard.spec.Greeting$Hello); rename one or remove"
                + " its jar");
  }

  @Test
  void whatIsNoRecordIsRefused() throws Exception {
    declare(
        "elsewhere.Loud",
        """
        package elsewhere;
        public class Loud implements io.pollard.spec.Greeting {}
        """);

    assertThatThrownBy(() -> beside(() -> Extensions.names(Greeting.class)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot use an extension of Greeting: it is not a record (class=elsewhere.Loud); make"
                + " it one or remove its jar");
  }

  @Test
  void aComponentMustNotTakeTheKeyByWhichFilesChoose() throws Exception {
    declare(
        "elsewhere.Dear",
        """
        package elsewhere;
        public record Dear(String name) implements io.pollard.spec.Greeting {
          public Dear() {
            this("reader");
          }
        }
        """);

    assertThatThrownBy(() -> beside(() -> Extensions.names(Greeting.class)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot use an extension of Greeting: it has a component 'name', the key by which files"
                + " choose (class=elsewhere.Dear); rename it or remove its jar");
  }

  @Test
  void aDeclarationWithoutClassIsRefused() throws Exception {
    services("elsewhere.Missing");

    assertThatThrownBy(() -> beside(() -> Extensions.names(Greeting.class)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot list the extensions of Greeting: io.pollard.spec.Greeting: Provider"
                + " elsewhere.Missing not found; mend or remove the jar that declares it");
  }

  private void declare(String type, String source) throws IOException {
    services(type);
    Path file = folder.resolve(type.substring(type.lastIndexOf('.') + 1) + ".java");
    Files.writeString(file, source);
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                file.toString());
    assertThat(exit).isZero();
  }

  private void services(String type) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Greeting.class.getName()), type + "\n");
  }

  private <T> T beside(Callable<T> action) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, before)) {
      thread.setContextClassLoader(loader);
      return action.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
