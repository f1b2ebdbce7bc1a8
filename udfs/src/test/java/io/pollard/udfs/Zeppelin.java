package io.pollard.udfs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Zeppelin's own reader of notes, in a process and on a class path of its own. */
final class Zeppelin {
  private static final Path HERE =
      Path.of(System.getProperty("pollard.root"), "udfs/src/test/zeppelin");

  private final Path folder;
  private final String classPath;

  private Zeppelin(Path folder, String classPath) {
    this.folder = folder;
    this.classPath = classPath;
  }

  /**
   * Has Maven fetch it, from what is there already or else from the network.
   *
   * @param folder for what is written on the way
   * @return nothing where there is no Maven or it reaches no repository
   */
  static Optional<Zeppelin> fetch(Path folder) throws IOException, InterruptedException {
    Path classPath = folder.resolve("zeppelin-classpath.txt");
    for (List<String> mode : List.of(List.of("-o"), List.<String>of())) {
      List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-q"));
      command.addAll(mode);
      command.addAll(
          List.of(
              "-f",
              HERE.resolve("pom.xml").toString(),
              "dependency:build-classpath",
              "-Dmdep.outputFile=" + classPath));
      if (end(command, folder.resolve("maven.txt")) == 0) {
        return Optional.of(new Zeppelin(folder, Files.readString(classPath)));
      }
    }
    return Optional.empty();
  }

  /** What it takes each paragraph of the notes for. */
  List<JsonNode> paragraphs(List<Note> notes) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                classPath,
                HERE.resolve("ReadNotes.java").toString()));
    notes.forEach(note -> command.add(note.file().toString()));
    Path out = folder.resolve("paragraphs.txt");
    if (end(command, out) != 0) {
      throw new IllegalStateException("Zeppelin cannot read them: " + Files.readString(out));
    }
    List<JsonNode> paragraphs = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      if (line.startsWith("{")) {
        paragraphs.add(new ObjectMapper().readTree(line));
      }
    }
    return paragraphs;
  }

  private static int end(List<String> command, Path out) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(out.toFile())
          .start()
          .waitFor();
    } catch (IOException e) {
      Files.writeString(out, e.toString());
      return -1;
    }
  }
}
