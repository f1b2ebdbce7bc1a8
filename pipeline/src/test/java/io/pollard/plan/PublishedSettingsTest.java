package io.pollard.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Shape;
import io.pollard.prune.Rehearsal;
import io.pollard.prune.surgery.Surgery;
import io.pollard.spec.Binder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shipped experiments with published per-layer settings give networks of the published size.
 */
class PublishedSettingsTest {

  /** Weights and multiply-accumulates are those of METHODS S1. */
  @ParameterizedTest
  @CsvSource({
    "vgg16, vgg-16-a, 5390176, 206279680",
    "resnet56, resnet-56-a, 769456, 112435840",
    "resnet56, resnet-56-b, 732016, 90907264",
    "resnet110, resnet-110-a, 1680688, 212779648",
    "resnet110, resnet-110-b, 1161712, 155124352",
  })
  void surgeryGivesNetworksOfThePublishedSize(String file, String name, int weights, long macs)
      throws IOException {
    Path path = Path.of("..", "conf", "experiments", "filter-pruning-" + file + ".yaml");
    Experiment experiment = Binder.read(Files.readString(path), Experiment.class, path.toString());
    Network network = experiment.network().build(new Shape(3, 32, 32), 10);
    Pruning pruning =
        experiment.arms().stream()
            .filter(arm -> arm.name().equals(name))
            .findFirst()
            .flatMap(Arm::prune)
            .orElseThrow();
    Mask mask =
        Rehearsal.masks(
                network,
                pruning.structure(),
                pruning.selection(),
                pruning.scheduling().orElseThrow())
            .get(0);

    NetworkCounts smaller = NetworkCounts.of(Surgery.remove(network, mask).network());
    assertThat(smaller.weights()).isEqualTo(weights);
    assertThat(smaller.macs()).isEqualTo(macs);
    assertThat(NetworkCounts.of(network, mask).macsEffective()).isEqualTo(macs);
  }
}
