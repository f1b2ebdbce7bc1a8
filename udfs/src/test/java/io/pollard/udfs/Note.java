package io.pollard.udfs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Zeppelin note. */
record Note(Path file, JsonNode root) {
  /** {@code ${name=default}} or {@code ${name=default,one|other}}. */
  private static final Pattern FORM = Pattern.compile("\\$\\{\\w+=([^,}]*)(,[^}]*)?}");

  /**
   * A paragraph.
   *
   * @param chart what it shows its result as; empty without one
   */
  record Paragraph(String note, String title, String text, Optional<JsonNode> chart) {
    boolean isSql() {
      return text.startsWith("%spark.sql\n");
    }

    /** What Zeppelin sends to Spark if nobody changes a form. */
    String sql() {
      String body = text.substring(text.indexOf('\n') + 1);
      return FORM.matcher(body).replaceAll(form -> Matcher.quoteReplacement(form.group(1)));
    }

    /** The columns that the chart uses: keys, groups and values, and a scatter chart's own. */
    List<JsonNode> columns() {
      List<JsonNode> columns = new ArrayList<>();
      chart.ifPresent(
          graph -> {
            Stream.of("keys", "groups", "values")
                .map(graph::path)
                .forEach(list -> list.forEach(columns::add));
            graph.path("setting").path("scatterChart").forEach(columns::add);
          });
      return columns;
    }

    @Override
    public String toString() {
      return note + ": " + title;
    }
  }

  static List<Note> all() {
    try (Stream<Path> files =
        Files.list(Path.of(System.getProperty("pollard.root"), "notebooks"))) {
      return files
          .filter(file -> file.toString().endsWith(".zpln"))
          .sorted()
          .map(Note::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Note read(Path file) {
    try {
      return new Note(file, new ObjectMapper().readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Paragraph> paragraphs() {
    List<Paragraph> paragraphs = new ArrayList<>();
    for (JsonNode node : root.path("paragraphs")) {
      JsonNode graph = node.path("config").path("results").path("0").path("graph");
      paragraphs.add(
          new Paragraph(
              root.path("name").asText(),
              node.path("title").asText(),
              node.path("text").asText(),
              graph.isObject() ? Optional.of(graph) : Optional.empty()));
    }
    return paragraphs;
  }
}
