package io.pollard.network.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.InitialParameters;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What DL4J itself makes of a network of ours. For tests. */
public final class Reference {
  private Reference() {}

  /** Values of moderate size for every slice, none of them constant; variances are positive. */
  public static float[] parameters(Network network, long seed) {
    float[] values = InitialParameters.draw(network, new GlorotNormal(), seed);
    Draws draws = Draws.of(seed, "test");
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        values[i] =
            slice.role() == Role.WEIGHT ? values[i] / 3 : (float) (0.5 + draws.nextDouble());
      }
    }
    return values;
  }

  public static float[] example(Network network, long seed) {
    Draws draws = Draws.of(seed, "example");
    float[] values = new float[network.input().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) draws.nextGaussian();
    }
    return values;
  }

  /** Probabilities by DL4J. */
  static double[] probabilities(Network network, float[] parameters, float[] example) {
    INDArray values = Nd4j.create(parameters, new long[] {1, parameters.length}, 'c');
    INDArray x = input(network, example);
    if (Dl4jNetworks.isGraph(network.name(), network.configuration())) {
      ComputationGraph net =
          new ComputationGraph(ComputationGraphConfiguration.fromJson(network.configuration()));
      net.init(values, true);
      return net.outputSingle(x).toDoubleVector();
    }
    MultiLayerNetwork net =
        new MultiLayerNetwork(MultiLayerConfiguration.fromJson(network.configuration()));
    net.init(values, true);
    return net.output(x).toDoubleVector();
  }

  static INDArray input(Network network, float[] example) {
    long[] shape =
        network.input().isVector()
            ? new long[] {1, example.length}
            : new long[] {
              1, network.input().channels(), network.input().height(), network.input().width()
            };
    return Nd4j.create(example, shape, 'c');
  }

  /** Our reading of a network and DL4J's own give the same probabilities, which are returned. */
  static double[] requireAgreement(Network network, long seed) {
    float[] parameters = parameters(network, seed);
    float[] example = example(network, seed);
    double[] input = new double[example.length];
    Arrays.setAll(input, i -> example[i]);
    Map<String, double[]> ours = Interpreter.run(network, parameters, input);
    String loss = network.graph().nodes().get(network.graph().nodes().size() - 1).name();
    double[] theirs = probabilities(network, parameters, example);

    assertThat(theirs).containsExactly(ours.get(loss), Offset.offset(2e-5));
    return theirs;
  }

  /** As {@link #requireAgreement}, on values that tell a difference. */
  static void requireTellingAgreement(Network network, long seed) {
    assertThat(requireAgreement(network, seed))
        .as("not saturated")
        .doesNotContain(new double[] {0.0}, Offset.offset(1e-3));
  }
}
