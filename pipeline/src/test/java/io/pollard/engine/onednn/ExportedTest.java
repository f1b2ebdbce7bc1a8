package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.InitialParameters;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jZipWriter;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What was trained under a mask here and exported is the same network in plain DL4J. */
class ExportedTest {
  private static final int BATCH = 16;
  private static final int STEPS = 30;

  @TempDir private Path folder;

  static Stream<NetworkFamily> families() {
    return Stream.of(
        new Lenet300100(), new Lenet5(), new Resnet(8, Shortcut.A, new KaimingNormal()));
  }

  @ParameterizedTest
  @MethodSource("families")
  void givesTheSameOutputsInPlainDl4j(NetworkFamily family) throws Exception {
    Network network = family.build(new Shape(2, 20, 20), 5);
    Batch data = Agreement.data(network, BATCH, 2);
    float[] logits = new float[BATCH * network.classes()];
    float[] trained;
    try (CompiledNetwork compiled = Engines.preferred(network).compile(network, BATCH)) {
      assertThat(compiled).isInstanceOf(OneDnnNetwork.class);
      compiled.updateRule(new UpdateRule(new Optimizer.Momentum(0.01, 0.9), 1e-4, true));
      compiled.mask(Mask.of(network.layout().length(), i -> i % 3 != 1));
      compiled.parameters(InitialParameters.draw(network, new KaimingNormal(), 3));
      for (int i = 0; i < STEPS; i++) {
        compiled.step(data, 0.01, i, 1);
      }
      compiled.logits(data.features(), BATCH, logits);
      trained = compiled.parameters();
    }
    INDArray theirs = outputs(network, export(network, trained), data);
    for (int row = 0; row < BATCH; row++) {
      double sum = 0.0;
      for (int c = 0; c < network.classes(); c++) {
        sum += Math.exp(logits[row * network.classes() + c]);
      }
      for (int c = 0; c < network.classes(); c++) {
        assertThat(Math.exp(logits[row * network.classes() + c]) / sum)
            .isCloseTo(theirs.getDouble(row, c), within(1e-5));
      }
    }
  }

  private File export(Network network, float[] values) throws Exception {
    Path zip = folder.resolve("net.zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      Dl4jZipWriter.write(network.name(), network.configuration(), network.layout(), values, out);
    }
    return zip.toFile();
  }

  private static INDArray outputs(Network network, File zip, Batch data) throws Exception {
    INDArray features = Nd4j.createFromArray(data.features()).reshape(BATCH, 2, 20, 20);
    if (network.configuration().contains("\"vertices\"")) {
      ComputationGraph graph = ModelSerializer.restoreComputationGraph(zip);
      return graph.outputSingle(features);
    }
    MultiLayerNetwork net = ModelSerializer.restoreMultiLayerNetwork(zip);
    return net.output(features);
  }
}
