package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process and what it prints. Whoever waits for it waits for a limited time. */
final class Running implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(5);

  private final String what;
  private final Process process;
  private final List<Thread> readers = new ArrayList<>();
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();

  /** How a process ended. */
  record Ended(int code, String out, String err) {
    @Override
    public String toString() {
      return "exit code %d%n--- standard output%n%s%n--- standard error%n%s"
          .formatted(code, out, err);
    }
  }

  private Running(String what, Process process) {
    this.what = what;
    this.process = process;
    read(process.getInputStream(), out);
    read(process.getErrorStream(), err);
  }

  static Running start(String what, ProcessBuilder builder) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new Running(what, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Kills it as nothing can be caught: SIGKILL. */
  void kill() {
    process.destroyForcibly();
    ended();
  }

  /** The processes that it started, and those that they started. */
  Stream<ProcessHandle> descendants() {
    return process.descendants();
  }

  /** Waits for its end. */
  Ended ended() {
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw unexpected("has not ended in time");
      }
      for (Thread reader : readers) {
        reader.join(LIMIT.toMillis());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return soFar(process.exitValue());
  }

  /** Waits for its end, which is to be a good one. */
  Ended succeeded() {
    Ended ended = ended();
    if (ended.code() != 0) {
      throw unexpected("failed");
    }
    return ended;
  }

  /** Waits until it has printed so many lines with something in them, on whichever stream. */
  Matcher awaitLine(Pattern pattern, int times) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    synchronized (this) {
      while (true) {
        Optional<Matcher> found = find(pattern, times);
        if (found.isPresent()) {
          return found.get();
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || readers.stream().noneMatch(Thread::isAlive)) {
          throw unexpected("did not print '%s' %d time(s)".formatted(pattern, times));
        }
        try {
          wait(left);
        } catch (InterruptedException e) {
          throw interrupted(e);
        }
      }
    }
  }

  /** A failed test, with everything that was printed. */
  AssertionError unexpected(String happened) {
    int code = process.isAlive() ? -1 : process.exitValue();
    return fail("%s %s; so far: %s", what, happened, soFar(code));
  }

  private synchronized Optional<Matcher> find(Pattern pattern, int times) {
    return Stream.concat(err.stream(), out.stream())
        .map(pattern::matcher)
        .filter(Matcher::find)
        .skip(times - 1L)
        .findFirst();
  }

  private synchronized Ended soFar(int code) {
    return new Ended(code, text(out), text(err));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
  }

  private void read(InputStream stream, List<String> lines) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader text =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                  add(lines, line);
                }
              } catch (IOException e) {
                add(lines, "(" + e.getMessage() + ")");
              }
              synchronized (this) {
                notifyAll();
              }
            },
            "output of " + what);
    reader.setDaemon(true);
    readers.add(reader);
    reader.start();
  }

  private synchronized void add(List<String> lines, String line) {
    lines.add(line);
    notifyAll();
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  /** Leaves nothing behind, however it stands. */
  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    ended();
  }
}
