package io.pollard.network.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.StoredWeights;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class Dl4jZipTest {
  private static final Shape INPUT = new Shape(2, 6, 5);

  @TempDir Path folder;

  @Test
  void coefficientsAreNd4jsBytes() throws IOException {
    float[] values = {1.5f, -2.0f, Float.NaN, 0.0f, 3e38f};
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    Coefficients.write(values, new java.io.DataOutputStream(ours));
    byte[] theirs = Nd4j.toByteArray(Nd4j.create(values, new long[] {1, 5}, 'c'));

    assertThat(ours.toByteArray()).isEqualTo(theirs);
    assertThat(Coefficients.read("mine", theirs)).isEqualTo(values);
  }

  @Test
  void multiLayerNetworkIsReadWithItsWeights() throws IOException {
    MultiLayerNetwork net = convolutional(DataType.FLOAT, false);
    Dl4jZip family = keep(save(net, "my-net.zip"));
    Network network = family.build(INPUT, 3);
    float[] stored = family.storedParameters(network).orElseThrow();

    assertThat(network.name()).isEqualTo("my-net");
    assertThat(network.classes()).isEqualTo(3);
    assertThat(stored).isEqualTo(net.params().toFloatVector());
    requireSameOutput(net, network, stored, 1e-6);
  }

  @Test
  void doublesBecomeFloats() throws IOException {
    MultiLayerNetwork net = convolutional(DataType.DOUBLE, false);
    Dl4jZip family = keep(save(net, "my-net.zip"));
    Network network = family.build(INPUT, 3);
    float[] stored = family.storedParameters(network).orElseThrow();

    assertThat(stored).isEqualTo(net.params().toFloatVector());
    requireSameOutput(net, network, stored, 1e-5);
  }

  @Test
  void logOfTheDeviationBecomesTheVariance() throws IOException {
    MultiLayerNetwork net = convolutional(DataType.FLOAT, true);
    Dl4jZip family = keep(save(net, "my-net.zip"));
    Network network = family.build(INPUT, 3);
    float[] stored = family.storedParameters(network).orElseThrow();
    Slice variance = network.layout().find("bn", Role.VARIANCE).orElseThrow();

    assertThat((double) stored[variance.offset()])
        .isCloseTo(Math.pow(10, 2 * net.getParam("1_log10stdev").getDouble(0)), within(1e-6));
    requireSameOutput(net, network, stored, 1e-5);
  }

  @Test
  void whatTheZipSaysAboutTrainingIsLeftBehind() throws IOException {
    Network network =
        keep(save(convolutional(DataType.FLOAT, false), "my-net.zip")).build(INPUT, 3);

    assertThat(network.configuration()).doesNotContain("Adam", "L2Regularization");
  }

  @Test
  void flatNetworksTakeImages() throws IOException {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(60).nOut(4).name("input").build())
                .layer(new OutputLayer.Builder().nOut(3).build())
                .setInputType(InputType.feedForward(60))
                .build());
    net.init();
    Dl4jZip family = keep(save(net, "flat.zip"));
    Network network = family.build(INPUT, 3);
    float[] example = Reference.example(network, 3);

    assertThat(network.graph().nodes().get(0).name()).isEqualTo("input_");
    assertThat(
            Reference.probabilities(
                network, family.storedParameters(network).orElseThrow(), example))
        .containsExactly(
            net.output(Nd4j.create(example, new long[] {1, 60}, 'c')).toDoubleVector(),
            within(1e-6));
    assertThat(family.build(Shape.vector(60), 3).layout()).isEqualTo(network.layout());
  }

  @Test
  void zooSurvivesTheZip() throws IOException {
    Network network = new Resnet(8, Shortcut.A, new KaimingNormal()).build(new Shape(3, 8, 8), 4);
    float[] values = Reference.parameters(network, 5);
    Path file = write(network, values, "resnet-8.zip");
    Dl4jZip family = keep(file);
    Network back = family.build(new Shape(3, 8, 8), 4);

    assertThat(back).isEqualTo(network);
    assertThat(family.storedParameters(back)).contains(values);
    ComputationGraph net = ModelSerializer.restoreComputationGraph(file.toFile());
    assertThat(net.params().toFloatVector()).isEqualTo(values);
    float[] example = Reference.example(network, 6);
    assertThat(net.outputSingle(Reference.input(network, example)).toDoubleVector())
        .isEqualTo(Reference.probabilities(network, values, example));
  }

  @Test
  void multiLayerNetworkSurvivesTheZip() throws IOException {
    MultiLayerNetwork net = convolutional(DataType.FLOAT, false);
    Dl4jZip family = keep(save(net, "first.zip"));
    Network network = family.build(INPUT, 3);
    float[] values = Reference.parameters(network, 8);
    MultiLayerNetwork back =
        ModelSerializer.restoreMultiLayerNetwork(write(network, values, "second.zip").toFile());

    assertThat(back.params().toFloatVector()).isEqualTo(values);
  }

  @Test
  void writingIsRepeatable() throws IOException {
    Network network = new Lenet5().build(new Shape(1, 28, 28), 10);
    float[] values = Reference.parameters(network, 5);

    assertThat(write(network, values, "a.zip"))
        .hasSameBinaryContentAs(write(network, values, "b.zip"));
  }

  @Test
  void parametersOfAnotherNetworkAreNotWritten() {
    Network network = new Lenet5().build(new Shape(1, 28, 28), 10);

    assertThatThrownBy(
            () -> Dl4jZipWriter.write(network, new float[3], new ByteArrayOutputStream()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use parameters of lenet-5: its length is not the network's (found=3, expected=431080); give the values of the same network");
  }

  @Test
  void fingerprintIsOfTheContentNotOfTheZip() throws IOException {
    MultiLayerNetwork net = convolutional(DataType.FLOAT, false);
    Path file = save(net, "a.zip");
    Map<String, byte[]> entries = Zips.read(file);
    Path same = Zips.write(folder.resolve("same.zip"), entries);
    String fingerprint = keep(file).fingerprint().orElseThrow();
    String initialized = initialize(file).fingerprint().orElseThrow();

    assertThat(fingerprint).matches("[0-9a-f]{64}");
    assertThat(keep(same).fingerprint()).contains(fingerprint);
    assertThat(same).matches(p -> !Zips.bytes(p).equals(Zips.bytes(file)));

    net.params().putScalar(0, 7.0);
    Path other = save(net, "other.zip");
    assertThat(keep(other).fingerprint()).isPresent().isNotEqualTo(keep(file).fingerprint());
    assertThat(initialize(other).fingerprint()).contains(initialized);
    assertThat(initialized).isNotEqualTo(fingerprint);
  }

  @Test
  void weightsAreLeftWhereTheyAreToBeDrawn() throws IOException {
    Dl4jZip family = initialize(save(convolutional(DataType.FLOAT, false), "a.zip"));

    assertThat(family.storedParameters(family.build(INPUT, 3))).isEmpty();
  }

  @Test
  void zooHasNoStoredWeightsAndNoFingerprint() {
    NetworkFamily family = new Lenet5();

    assertThat(family.storedParameters(family.build(new Shape(1, 28, 28), 10))).isEmpty();
    assertThat(family.fingerprint()).isEmpty();
  }

  @Test
  void otherNumbersOfClassesAreRefused() throws IOException {
    Path file = save(convolutional(DataType.FLOAT, false), "my-net.zip");

    assertThatThrownBy(() -> keep(file).build(INPUT, 10))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot use network my-net: it has 3 outputs, the data set 10 classes (path="
                + file
                + "); choose a data set or a network that fits");
  }

  @Test
  void otherImagesAreRefused() throws IOException {
    Path file = save(convolutional(DataType.FLOAT, false), "my-net.zip");

    assertThatThrownBy(() -> keep(file).build(new Shape(3, 6, 5), 3))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network my-net: layer layer0 does not fit: it takes 2 channels and is given 3; check the input's shape");
  }

  private static Dl4jZip keep(Path file) {
    return new Dl4jZip(file.toString(), StoredWeights.KEEP, new KaimingNormal());
  }

  private static Dl4jZip initialize(Path file) {
    return new Dl4jZip(file.toString(), StoredWeights.INITIALIZE, new KaimingNormal());
  }

  private static MultiLayerNetwork convolutional(DataType type, boolean logDeviation) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .updater(new Adam(0.01))
            .l2(1e-3)
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build())
            .layer(new BatchNormalization.Builder().useLogStd(logDeviation).name("bn").build())
            .layer(new DenseLayer.Builder().nOut(7).activation(Activation.TANH).name("fc").build())
            .layer(new OutputLayer.Builder().nOut(3).name("out").build())
            .setInputType(InputType.convolutional(6, 5, 2))
            .build();
    MultiLayerNetwork net = new MultiLayerNetwork(configuration);
    net.init();
    net.getParam("1_mean").assign(0.1);
    net.getParam(logDeviation ? "1_log10stdev" : "1_var").assign(0.3);
    return net;
  }

  private Path save(Model net, String name) throws IOException {
    Path file = folder.resolve(name);
    ModelSerializer.writeModel(net, file.toFile(), true);
    return file;
  }

  private Path write(Network network, float[] values, String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Dl4jZipWriter.write(network, values, out);
    return Files.write(folder.resolve(name), out.toByteArray());
  }

  private static void requireSameOutput(
      MultiLayerNetwork net, Network network, float[] stored, double tolerance) {
    float[] example = Reference.example(network, 2);
    INDArray x = Reference.input(network, example).castTo(net.params().dataType());

    assertThat(Reference.probabilities(network, stored, example))
        .containsExactly(net.output(x).toDoubleVector(), within(tolerance));
  }
}
