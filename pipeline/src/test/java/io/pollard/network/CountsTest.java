package io.pollard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.zoo.Conv2;
import io.pollard.network.zoo.Conv4;
import io.pollard.network.zoo.Conv6;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Resnet20;
import io.pollard.network.zoo.Shortcut;
import io.pollard.network.zoo.Vgg16;
import io.pollard.network.zoo.Vgg16.Classifier;
import io.pollard.network.zoo.Vgg19;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of METHODS section 10, row by row. */
class CountsTest {
  private static final Shape MNIST = new Shape(1, 28, 28);
  private static final Shape CIFAR = new Shape(3, 32, 32);

  static Stream<Arguments> networks() {
    return Stream.of(
        row(new Lenet300100(), 266_200, 410, 0, 266_610, 266_200),
        row(new Lenet5(), 430_500, 580, 0, 431_080, 2_293_000),
        row(new Conv2(), 4_300_992, 650, 0, 4_301_642, 43_780_608),
        row(new Conv4(), 2_425_024, 906, 0, 2_425_930, 98_306_560),
        row(new Conv6(), 2_261_184, 1_418, 0, 2_262_602, 153_881_088),
        row(vgg16(Classifier.SINGLE, false), 14_715_584, 10, 8_448, 14_724_042, 313_201_664),
        row(vgg16(Classifier.SINGLE, true), 14_715_584, 4_234, 8_448, 14_728_266, 313_201_664),
        row(vgg16(Classifier.LI, false), 14_977_728, 522, 9_472, 14_987_722, 313_463_808),
        row(vgg16(Classifier.LI, true), 14_977_728, 4_746, 9_472, 14_991_946, 313_463_808),
        row(new Vgg19(), 20_024_000, 10, 11_008, 20_035_018, 398_136_320),
        row(resnet(20, Shortcut.A), 268_336, 10, 1_376, 269_722, 40_551_040),
        row(resnet(32, Shortcut.A), 461_872, 10, 2_272, 464_154, 68_862_592),
        row(resnet(44, Shortcut.A), 655_408, 10, 3_168, 658_586, 97_174_144),
        row(resnet(56, Shortcut.A), 848_944, 10, 4_064, 853_018, 125_485_696),
        row(resnet(110, Shortcut.A), 1_719_856, 10, 8_096, 1_727_962, 252_887_680),
        row(resnet(20, Shortcut.B), 270_896, 10, 1_568, 272_474, 40_813_184),
        row(resnet(32, Shortcut.B), 464_432, 10, 2_464, 466_906, 69_124_736),
        row(resnet(56, Shortcut.B), 851_504, 10, 4_256, 855_770, 125_747_840),
        row(resnet(110, Shortcut.B), 1_722_416, 10, 8_288, 1_730_714, 253_149_824),
        row(resnet(20, Shortcut.TAS), 270_896, 10, 1_376, 272_282, 40_813_184));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void networkCountsAreThoseOfTheTable(
      NetworkFamily family, int weights, int biases, int gammaBeta, int total, long macs) {
    Shape input = family.name().startsWith("lenet") ? MNIST : CIFAR;
    Network network = family.build(input, 10);
    NetworkCounts counts = NetworkCounts.of(network);

    assertThat(counts.weights()).isEqualTo(weights);
    assertThat(sizes(network, s -> s.role() == Role.BIAS)).isEqualTo(biases);
    assertThat(sizes(network, s -> s.role() == Role.GAMMA || s.role() == Role.BETA))
        .isEqualTo(gammaBeta);
    assertThat(counts.params()).isEqualTo(total);
    assertThat(network.layout().parameterCount()).isEqualTo(total);
    assertThat(network.layout().prunableCount()).isEqualTo(weights);
    assertThat(network.layout().length()).isEqualTo(total + gammaBeta);
    assertThat(counts.macs()).isEqualTo(macs);
    assertThat(counts.macsEffective()).isEqualTo(macs);
    assertThat(counts.compressionRatio()).isEqualTo(1.0);
  }

  @Test
  void lenetLayersAreThoseOfTheTable() {
    assertThat(NetworkCounts.of(new Lenet300100().build(MNIST, 10)).layers())
        .containsExactly(dense("fc1", 300, 784), dense("fc2", 100, 300), dense("fc3", 10, 100));
    assertThat(NetworkCounts.of(new Lenet5().build(MNIST, 10)).layers())
        .containsExactly(
            convolution("conv1", List.of(20, 1, 5, 5), 500, 20, 288_000),
            convolution("conv2", List.of(50, 20, 5, 5), 25_000, 50, 1_600_000),
            dense("ip1", 500, 800),
            dense("ip2", 10, 500));
  }

  @Test
  void convolutionsOfConvNetsAreThoseOfTheTable() {
    assertThat(convolutions(new Conv2())).isEqualTo(38_592);
    assertThat(convolutions(new Conv4())).isEqualTo(259_776);
    assertThat(convolutions(new Conv6())).isEqualTo(1_144_512);
  }

  @Test
  void vggLayersAreThoseOfTheTable() {
    List<LayerCounts> layers =
        NetworkCounts.of(vgg16(Classifier.LI, false).build(CIFAR, 10)).layers().stream()
            .filter(layer -> layer.weights() > 0)
            .toList();

    assertThat(layers.stream().map(LayerCounts::weights))
        .containsExactly(
            1_728, 36_864, 73_728, 147_456, 294_912, 589_824, 589_824, 1_179_648, 2_359_296,
            2_359_296, 2_359_296, 2_359_296, 2_359_296, 262_144, 5_120);
    assertThat(layers.stream().map(LayerCounts::macs))
        .containsExactly(
            1_769_472L,
            37_748_736L,
            18_874_368L,
            37_748_736L,
            18_874_368L,
            37_748_736L,
            37_748_736L,
            18_874_368L,
            37_748_736L,
            37_748_736L,
            9_437_184L,
            9_437_184L,
            9_437_184L,
            262_144L,
            5_120L);
  }

  @Test
  void residualStagesAreThoseOfTheTable() {
    List<LayerCounts> small = NetworkCounts.of(resnet(20, Shortcut.A).build(CIFAR, 10)).layers();
    List<LayerCounts> large = NetworkCounts.of(resnet(56, Shortcut.A).build(CIFAR, 10)).layers();

    assertThat(sums(small, "conv1")).containsExactly(432, 442_368);
    assertThat(sums(small, "stage1.")).containsExactly(13_824, 14_155_776);
    assertThat(sums(small, "stage2.")).containsExactly(50_688, 12_976_128);
    assertThat(sums(small, "stage3.")).containsExactly(202_752, 12_976_128);
    assertThat(sums(small, "fc")).containsExactly(640, 640);
    assertThat(sums(large, "stage1.")).containsExactly(41_472, 42_467_328);
    assertThat(sums(large, "stage2.")).containsExactly(161_280, 41_287_680);
    assertThat(sums(large, "stage3.")).containsExactly(645_120, 41_287_680);
  }

  @Test
  void countsFollowTheMask() {
    Network network = new Lenet5().build(MNIST, 10);
    Slice conv2 = network.layout().find("conv2", Role.WEIGHT).orElseThrow();
    Slice ip1 = network.layout().find("ip1", Role.WEIGHT).orElseThrow();
    Mask mask =
        Mask.of(
            network.layout().length(),
            i ->
                !(i >= conv2.offset() && i < conv2.offset() + 5_000)
                    && !(i >= ip1.offset() && i < ip1.offset() + 399_999));
    NetworkCounts counts = NetworkCounts.of(network, mask);

    assertThat(counts.layers().get(1))
        .isEqualTo(
            new LayerCounts(
                "conv2",
                "convolution",
                List.of(50, 20, 5, 5),
                25_050,
                20_050,
                25_000,
                20_000,
                1_600_000,
                1_280_000));
    assertThat(counts.layers().get(1).density()).isEqualTo(0.8);
    assertThat(counts.layers().get(2).weightsNonzero()).isEqualTo(1);
    assertThat(counts.nonzero()).isEqualTo(431_080 - 404_999);
    assertThat(counts.weightsNonzero()).isEqualTo(430_500 - 404_999);
    assertThat(counts.density()).isEqualTo(25_501 / 430_500.0);
    assertThat(counts.macsEffective()).isEqualTo(288_000 + 1_280_000 + 1 + 5_000);
    assertThat(counts.compressionRatio()).isEqualTo(431_080 / 26_081.0);
    assertThat(counts.theoreticalSpeedup()).isEqualTo(2_293_000 / 1_573_001.0);
  }

  @Test
  void batchNormHasNoWeightsAndNoMultiplications() {
    LayerCounts bn1 = NetworkCounts.of(new Resnet20().build(CIFAR, 10)).layers().get(1);

    assertThat(bn1)
        .isEqualTo(new LayerCounts("bn1", "batch-norm", List.of(16), 32, 32, 0, 0, 0, 0));
    assertThat(bn1.density()).isEqualTo(1.0);
  }

  @Test
  void nothingKeptIsInfinitelyFast() {
    Network network = new Lenet300100().build(MNIST, 10);
    NetworkCounts counts =
        NetworkCounts.of(network, Mask.of(network.layout().length(), i -> false));

    assertThat(counts.compressionRatio()).isInfinite();
    assertThat(counts.theoreticalSpeedup()).isInfinite();
    assertThat(counts.density()).isZero();
  }

  @Test
  void masksOfOtherNetworksAreRefused() {
    Network network = new Lenet300100().build(MNIST, 10);

    assertThatThrownBy(() -> NetworkCounts.of(network, Mask.dense(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a mask of 3 elements for a network of 266610");
  }

  private static Arguments row(
      NetworkFamily family, int weights, int biases, int gammaBeta, int total, long macs) {
    return Arguments.of(family, weights, biases, gammaBeta, total, macs);
  }

  private static Vgg16 vgg16(Classifier classifier, boolean bias) {
    return new Vgg16(classifier, bias, new KaimingNormal());
  }

  private static Resnet resnet(int depth, Shortcut shortcut) {
    return new Resnet(depth, shortcut, new KaimingNormal());
  }

  private static LayerCounts dense(String name, int nOut, int nIn) {
    int weights = nOut * nIn;
    return new LayerCounts(
        name,
        "dense",
        List.of(nOut, nIn),
        weights + nOut,
        weights + nOut,
        weights,
        weights,
        weights,
        weights);
  }

  private static LayerCounts convolution(
      String name, List<Integer> shape, int weights, int biases, long macs) {
    int params = weights + biases;
    return new LayerCounts(
        name, "convolution", shape, params, params, weights, weights, macs, macs);
  }

  private static int convolutions(NetworkFamily family) {
    return NetworkCounts.of(family.build(CIFAR, 10)).layers().stream()
        .filter(layer -> layer.kind().equals("convolution"))
        .mapToInt(LayerCounts::weights)
        .sum();
  }

  private static int sizes(Network network, Predicate<Slice> which) {
    return network.layout().slices().stream().filter(which).mapToInt(Slice::length).sum();
  }

  private static List<Integer> sums(List<LayerCounts> layers, String prefix) {
    List<LayerCounts> chosen =
        layers.stream().filter(layer -> layer.layer().startsWith(prefix)).toList();
    return List.of(
        chosen.stream().mapToInt(LayerCounts::weights).sum(),
        (int) chosen.stream().mapToLong(LayerCounts::macs).sum());
  }
}
