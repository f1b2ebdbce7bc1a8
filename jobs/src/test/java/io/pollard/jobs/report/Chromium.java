package io.pollard.jobs.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real browser without a screen. */
record Chromium(Path program, Path folder) {
  private static final int MINUTES = 4;

  /**
   * What a page became.
   *
   * @param dom after its scripts ran
   * @param log what the browser printed, messages of the console included
   */
  record Shown(String dom, String log) {
    List<String> consoleMessages() {
      return log.lines().filter(line -> line.contains("CONSOLE")).toList();
    }
  }

  /** The one of this machine, if it has one. */
  static Optional<Chromium> find(Path folder) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(
            path ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(Path.of(path)::resolve))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Chromium(program, folder));
  }

  Shown open(Path page, int width) throws IOException, InterruptedException {
    Path dom = Files.createTempFile(folder, "dom", ".html");
    Path log = Files.createTempFile(folder, "log", ".txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + Files.createTempDirectory(folder, "profile"),
                "--enable-logging=stderr",
                "--window-size=" + width + ",2400",
                "--virtual-time-budget=20000",
                "--dump-dom",
                page.toUri().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    if (!ended) {
      throw new IllegalStateException("the browser did not end: " + Files.readString(log));
    }
    return new Shown(Files.readString(dom), Files.readString(log));
  }
}
