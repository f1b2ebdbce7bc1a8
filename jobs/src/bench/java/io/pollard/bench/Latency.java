package io.pollard.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.UserException;
import io.pollard.measure.latency.InferenceRuntime;
import io.pollard.measure.latency.InferenceRuntimes;
import io.pollard.measure.latency.Stopwatch;
import io.pollard.measure.latency.Stopwatch.Subject;
import io.pollard.network.InitialParameters;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.network.onnx.OnnxExport;
import io.pollard.prune.scoring.FilterNorm;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Budget;
import io.pollard.prune.selection.Uniform;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import io.pollard.spec.Fraction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;

/**
 * Pollard's side of {@code bench latency}: a network of the zoo with fresh weights, dense and
 * physically pruned, in every runtime at hand, on one thread. Arguments: {@code NETWORK SPEEDUP
 * MULTIPLE...}; of each multiple one network is pruned, by filter norm and the same share of every
 * layer, to the dense multiply-accumulates over the speed-up, or what comes nearest. Commands on
 * standard input, answered by one line of JSON each:
 *
 * <ul>
 *   <li>{@code facts}: the runtimes, and of each network its multiply-accumulates by layer
 *   <li>{@code time RUNTIME BATCH SECONDS}: of each network median and quartiles in milliseconds,
 *       the networks in turns, run by run
 *   <li>{@code layers RUNTIME BATCH RUNS}: of each network milliseconds by layer
 *   <li>{@code export FOLDER}: writes each network as an ONNX model
 * </ul>
 */
final class Latency {
  private static final int SHARES = 128;

  private final List<String> names = new ArrayList<>();
  private final List<Subject> networks = new ArrayList<>();
  private final Map<String, InferenceRuntime> runtimes = new LinkedHashMap<>();

  private Latency(String name, double speedup, List<Integer> multiples) {
    NetworkFamily family =
        ServiceLoader.load(NetworkFamily.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(f -> f.name().equals(name))
            .findFirst()
            .orElseThrow();
    Network dense = family.build(new Shape(3, 32, 32), 10);
    float[] weights = InitialParameters.draw(dense, family.initialization(), 1);
    names.add("dense");
    networks.add(new Subject(dense, weights));
    for (int multiple : multiples) {
      names.add("multiple of " + multiple);
      networks.add(pruned(dense, weights, speedup, multiple));
    }
    for (InferenceRuntime runtime : InferenceRuntimes.all()) {
      if (networks.stream().allMatch(n -> runtime.refusal(n.network()).isEmpty())) {
        runtimes.put(runtime.name(), runtime);
      }
    }
  }

  private static Subject pruned(Network dense, float[] weights, double speedup, int multiple) {
    Groups groups = new Filter(multiple).groups(dense);
    Mask all = Mask.dense(weights.length);
    float[] scores =
        new FilterNorm()
            .groups(
                new io.pollard.prune.scoring.Subject(dense, weights, weights, all, 1),
                groups,
                Sums.NONE);
    SmallerNetwork smaller = Surgery.remove(dense, mask(dense, groups, all, scores, speedup));
    return new Subject(smaller.network(), smaller.slice(weights));
  }

  private static Mask mask(Network dense, Groups groups, Mask all, float[] scores, double speedup) {
    Uniform selection = new Uniform();
    try {
      return Budget.select(selection, dense, groups, all, scores, new Amount.Speedup(speedup));
    } catch (UserException tooCoarse) {
      System.err.println(tooCoarse.getMessage() + "; here the nearest share of every layer goes");
      return nearest(
          NetworkCounts.of(dense).macs() / speedup,
          IntStream.range(0, SHARES)
              .mapToObj(i -> new Amount.OfSurviving(new Fraction((double) i / SHARES)))
              .map(share -> selection.select(dense, groups, all, scores, share))
              .toList(),
          dense);
    }
  }

  private static Mask nearest(double target, List<Mask> masks, Network dense) {
    return masks.stream()
        .min(
            Comparator.comparing(
                mask -> Math.abs(NetworkCounts.of(dense, mask).macsEffective() - target)))
        .orElseThrow();
  }

  public static void main(String[] arguments) throws IOException {
    List<Integer> multiples =
        List.of(arguments).subList(2, arguments.length).stream().map(Integer::valueOf).toList();
    Latency side = new Latency(arguments[0], Double.parseDouble(arguments[1]), multiples);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(json(side.answer(line.strip().split(" ", 4))));
      System.out.flush();
    }
  }

  private static String json(Object value) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(value);
  }

  private Object answer(String[] words) throws IOException {
    return switch (words[0]) {
      case "facts" -> facts();
      case "time" -> time(runtime(words), Integer.parseInt(words[2]), Double.parseDouble(words[3]));
      case "layers" ->
          layers(runtime(words), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
      case "export" -> export(Path.of(words[1]));
      default -> throw new IllegalArgumentException("unknown command " + words[0]);
    };
  }

  private InferenceRuntime runtime(String[] words) {
    return Optional.ofNullable(runtimes.get(words[1])).orElseThrow();
  }

  private Object facts() {
    Map<String, String> versions = new LinkedHashMap<>();
    runtimes.forEach((name, runtime) -> versions.put(name, runtime.version()));
    Map<String, Object> macs = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Map<String, Long> layers = new LinkedHashMap<>();
      for (Node node : networks.get(i).network().graph().nodes()) {
        layers.put(node.name(), NetworkCounts.macs(node));
      }
      macs.put(names.get(i), layers);
    }
    return Map.of("runtimes", versions, "macs", macs);
  }

  private Object time(InferenceRuntime runtime, int batch, double seconds) {
    List<io.pollard.measure.latency.Latency> times =
        new Stopwatch(seconds).time(runtime, networks, batch);
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      all.put(
          names.get(i),
          Map.of(
              "median", times.get(i).median(),
              "q1", times.get(i).lower(),
              "q3", times.get(i).upper(),
              "runs", times.get(i).runs()));
    }
    return all;
  }

  private Object layers(InferenceRuntime runtime, int batch, int runs) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Subject subject = networks.get(i);
      all.put(names.get(i), runtime.layers(subject.network(), subject.parameters(), batch, runs));
    }
    return all;
  }

  private Object export(Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Subject subject = networks.get(i);
      String name = "%s %s.onnx".formatted(subject.network().name(), names.get(i));
      Path file = folder.resolve(name.replace(' ', '-'));
      Files.write(file, OnnxExport.bytes(subject.network(), subject.parameters()));
      files.put(names.get(i), file.toString());
    }
    return files;
  }
}
