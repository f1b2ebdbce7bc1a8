package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShippedTest {
  @Test
  void isASampleWithAsManyExamplesOfEachClass() {
    Dataset data = Datasets.load(new DatasetSpec());
    assertThat(data.name()).isEqualTo("fashion-mnist-8k");
    assertThat(data.shape()).isEqualTo(new Shape(1, 28, 28));
    assertThat(data.classes())
        .containsExactly(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot");
    assertThat(perClass(data.train())).containsOnly(600).hasSize(10);
    assertThat(perClass(data.test())).containsOnly(200).hasSize(10);
    assertThat(data.validation().size()).isZero();
  }

  /** Steps of users' warehouses are named by it: it must never change. */
  @Test
  void hasThisFingerprint() {
    assertThat(Datasets.load(new DatasetSpec()).fingerprint())
        .isEqualTo("3e299c03d9338c6dfb3e33cfcf748e100c1e5c9ac208109fe53f79927212a741");
  }

  @Test
  void itsNoticeLiesBesideIt() throws IOException {
    try (InputStream in =
        Shipped.class.getResourceAsStream("/io/pollard/data/fashion-mnist-8k/LICENSE.txt")) {
      String notice = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(notice)
          .contains("Copyright (c) 2017 Zalando SE", "The MIT License", "WITHOUT WARRANTY");
    }
  }

  private static int[] perClass(Samples samples) {
    int[] counts = new int[10];
    for (int i = 0; i < samples.size(); i++) {
      counts[samples.label(i)]++;
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(samples.size());
    return counts;
  }
}
