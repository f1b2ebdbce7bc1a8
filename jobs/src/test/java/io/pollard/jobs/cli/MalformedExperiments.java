package io.pollard.jobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Experiment files that cannot be used. */
final class MalformedExperiments {
  private static final String SHIPPED = "{name: fashion-mnist-8k}";
  private static final String LENET = "lenet-300-100";

  private MalformedExperiments() {}

  static List<Malformed> list() {
    return List.of(
        new Malformed(
            "YAML: no such file",
            2,
            "there is no such file",
            folder -> plan(folder.resolve("nowhere.yaml"))),
        new Malformed("YAML: a folder", 2, "it is a folder", folder -> plan(folder)),
        new Malformed(
            "YAML: not UTF-8",
            2,
            "it is not text in UTF-8",
            folder ->
                plan(
                    Files.write(
                        folder.resolve("e.yaml"),
                        "experiment: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1)))),
        text("YAML: empty", "", "e.yaml"),
        text("YAML: a bracket is not closed", "experiment: [a, b", "line 1: not valid YAML"),
        text("YAML: indented by tabs", "experiment: a\ndataset:\n\tname: b\n", "line 3"),
        edited(
            "YAML: unknown key",
            "arms:",
            "armz: []\narms:",
            "unknown key 'armz'; did you mean 'arms'?"),
        edited("YAML: key twice", "arms:", "experiment: again\narms:", "experiment"),
        edited("YAML: key missing", "network: lenet-300-100\n", "", "key 'network' is missing"),
        edited(
            "YAML: text for a number",
            "batchSize: 5",
            "batchSize: five",
            "a whole number is expected"),
        edited("YAML: fraction above 1", "[0.5]", "[1.5]", "1.5"),
        edited("YAML: duration without unit", "0 it", "500", "a duration carries a unit"),
        edited(
            "YAML: unknown method",
            "finetuning: {rewind: {to: 0 it}}",
            "finetuning: rewnd",
            "did you mean 'rewind'?"),
        edited(
            "YAML: sparsity that would empty a layer",
            "scheduling: {one-shot: {sparsities: [0.5]}}",
            "structure: neuron, scoring: group-norm, scheduling: once,"
                + " selection: {per-layer: {sparsities: {fc1: 1.0}}}",
            "that would take the last of its 300 groups"),
        edited(
            "YAML: a layer's sparsity under a name that no layer has",
            "{one-shot: {sparsities: [0.5]}}",
            "once, selection: {per-layer: {sparsities: {fc9: 0.5}}}",
            "none has this name (sparsities=fc9)"),
        edited(
            "YAML: excludes a layer that is not there",
            "scheduling:",
            "selection: {global: {exclude: [conv9]}}, scheduling:",
            "none has this name (exclude=conv9)"),
        edited(
            "YAML: an arm twice",
            "  - name: pruned",
            "  - name: pruned\n  - name: pruned",
            "two arms are named 'pruned'"),
        edited(
            "YAML: masks of no arm",
            "  - name: pruned",
            "  - {name: control, prune: {ticketFrom: nobody, finetuning: reinitialize}}\n"
                + "  - name: pruned",
            "'nobody'"),
        edited("YAML: rewinds beyond the end", "to: 0 it", "to: 9 it", "rewinds to an iteration"),
        edited(
            "YAML: more validation than training examples",
            "{name: fashion-mnist-8k}",
            "{name: fashion-mnist-8k, validation: 6000}",
            "nothing would be left"),
        edited(
            "YAML: variable that is not set",
            "{name: fashion-mnist-8k}",
            "{name: a, path: \"${POLLARD_NO_SUCH}/a\", format: idx}",
            "the environment variable POLLARD_NO_SUCH is not set"));
  }

  private static Malformed text(String what, String text, String says) {
    return new Malformed(what, 2, says, folder -> plan(Inputs.write(folder, "e.yaml", text)));
  }

  private static Malformed edited(String what, String from, String to, String says) {
    String right = Inputs.experiment(SHIPPED, LENET);
    if (!right.contains(from)) {
      throw new IllegalArgumentException(from);
    }
    return text(what, right.replace(from, to), says);
  }

  private static String[] plan(Path file) throws IOException {
    return new String[] {"plan", file.toString()};
  }
}
