package io.pollard.jobs.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What Spark itself noted about a run, event by event; of a killed run, as far as it got. */
record EventLog(List<JsonNode> events) {

  /** The settings that make Spark write one, into a folder that is there. */
  static List<String> settings(Path folder) {
    return List.of(
        "spark.eventLog.enabled=true",
        "spark.eventLog.compress=false",
        "spark.eventLog.dir=" + folder.toUri());
  }

  /** The events of the only run that wrote into a folder. */
  static EventLog read(Path folder) {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> events = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[a-z]*")) {
      for (Path file : files) {
        String text = Files.readString(file);
        // A killed process may leave half a line behind the last break.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
          events.add(json.readTree(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new EventLog(events);
  }

  /** The descriptions of all jobs that were started. */
  List<String> jobs() {
    return events("SparkListenerJobStart").stream()
        .map(event -> event.path("Properties").path("spark.job.description").asText())
        .toList();
  }

  /** How many tasks ended because their executor was lost. */
  long tasksLostWithTheirExecutor() {
    return events("SparkListenerTaskEnd").stream()
        .filter(
            event ->
                event.path("Task End Reason").path("Reason").asText().equals("ExecutorLostFailure"))
        .count();
  }

  /** How many executors were lost. */
  long executorsLost() {
    return events("SparkListenerExecutorRemoved").size();
  }

  private List<JsonNode> events(String kind) {
    return events.stream().filter(event -> event.path("Event").asText().equals(kind)).toList();
  }
}
