package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterTest {
  @TempDir private Path folder;

  @Test
  void aTenthOfFewImagesIsSetAside() throws IOException {
    for (String name : new String[] {"cat", "dog"}) {
      Path images = Files.createDirectories(folder.resolve("train").resolve(name));
      for (int i = 0; i < 15; i++) {
        Files.createFile(images.resolve(i + ".png"));
      }
    }

    assertThat(text()).contains("\"format\":\"image-folder\",\"validation\":3}");
  }

  @Test
  void whatCannotBeCountedIsAsInTheExample() throws IOException {
    Files.createFile(folder.resolve("train.parquet"));

    assertThat(text()).contains("\"format\":\"parquet\",\"validation\":1000}");
  }

  private String text() {
    return Starter.text(Optional.of(folder), Optional.empty(), Optional.empty());
  }
}
