package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the warehouse of {@link Sweep} as nobody disturbed it, on {@code local[2]}: run once
 * for all test classes, when the first asks, and deleted behind the last. Nobody may change it.
 */
final class Reference implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Reference.class);

  /**
   * What the sweep left.
   *
   * @param warehouse where
   * @param contents what
   * @param ended how the command ended
   */
  record Undisturbed(Path warehouse, WarehouseContents contents, Running.Ended ended)
      implements AutoCloseable {

    static Undisturbed run() {
      try {
        Path folder = Files.createTempDirectory("pollard-reference");
        Path warehouse = folder.resolve("warehouse");
        Running.Ended ended =
            Pollard.run(
                "run",
                Sweep.write(folder, Sweep.TEXT).toString(),
                "--warehouse",
                warehouse.toString(),
                "--master",
                "local[2]");
        assertThat(ended.code()).as("%s", ended).isZero();
        return new Undisturbed(warehouse, WarehouseContents.of(warehouse, Sweep.NAME), ended);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      Trees.delete(warehouse.getParent());
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Undisturbed.class;
  }

  @Override
  public Undisturbed resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Undisturbed.class, key -> Undisturbed.run(), Undisturbed.class);
  }
}
