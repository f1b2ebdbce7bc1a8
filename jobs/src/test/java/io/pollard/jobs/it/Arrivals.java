package io.pollard.jobs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Tells at once when something appears in folders, as the operating system reports it. */
final class Arrivals implements AutoCloseable {
  private static final long LOOK_AT_PROCESS_SECONDS = 1;

  private final WatchService watch;

  /** Watches folders, which are made if they are not there. */
  Arrivals(Path... folders) {
    try {
      watch = folders[0].getFileSystem().newWatchService();
      for (Path folder : folders) {
        Files.createDirectories(folder).register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something appears. */
  void awaitAny(Running process) {
    awaitEvent(process, System.nanoTime() + Running.LIMIT.toNanos());
  }

  /** Waits until a condition holds that can only begin to hold when something appears. */
  void await(Running process, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Running.LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      awaitEvent(process, deadline);
    }
  }

  private void awaitEvent(Running process, long deadline) {
    while (!event()) {
      if (!process.alive()) {
        throw process.unexpected("ended before its time");
      }
      if (System.nanoTime() > deadline) {
        throw process.unexpected("did not get there in time");
      }
    }
  }

  private boolean event() {
    try {
      WatchKey key = watch.poll(LOOK_AT_PROCESS_SECONDS, TimeUnit.SECONDS);
      if (key == null) {
        return false;
      }
      key.pollEvents();
      key.reset();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    try {
      watch.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
