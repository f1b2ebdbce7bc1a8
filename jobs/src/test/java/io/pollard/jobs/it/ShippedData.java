package io.pollard.jobs.it;

import io.pollard.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The data set in the jar, as files. */
final class ShippedData {
  private ShippedData() {}

  /** Writes its files into a folder, in MNIST's format. */
  static void copy(Path folder) throws IOException {
    for (String file :
        List.of(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
            "classes.txt")) {
      try (InputStream content =
          Plan.class.getResourceAsStream("/io/pollard/data/fashion-mnist-8k/" + file)) {
        Files.copy(content, folder.resolve(file));
      }
    }
  }
}
