package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path folder;

  @Test
  void mayBeReadByWhoeverMayReadOtherFilesOfThisUser() throws IOException {
    Path other = Files.createFile(folder.resolve("other"));
    Path target = folder.resolve("report.html");

    for (int i = 0; i < 2; i++) {
      OutputFile.write(target, "report", out -> out.write('x'));
      assertThat(Files.getPosixFilePermissions(target))
          .isEqualTo(Files.getPosixFilePermissions(other));
    }
  }

  @Test
  void isThereAsAWholeOrNotAtAll() throws IOException {
    Path target = Files.writeString(folder.resolve("report.html"), "before");

    assertThatThrownBy(
            () ->
                OutputFile.write(
                    target,
                    "report",
                    out -> {
                      out.write('x');
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write the report: the system says java.io.IOException: disk full (--to=%s); check the path",
            target);
    assertThat(target).hasContent("before");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }
}
