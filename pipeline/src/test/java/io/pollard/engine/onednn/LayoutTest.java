package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.ContractNetworks;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet20;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final Shape IMAGE = new Shape(3, 32, 32);

  private static LayerGraph zoo(NetworkFamily family) {
    return family.build(IMAGE, 10).graph();
  }

  /** A convolution of 20 channels with batch norm, and what comes behind it. */
  private static LayerGraph normed(boolean gated) {
    GraphBuilder graph = new GraphBuilder("normed", IMAGE);
    String conv = graph.convolution("conv", graph.input(), 20, 3, 1, 1, false);
    String norm = graph.relu("relu", graph.batchNorm("bn", conv));
    return graph.classifier("fc", gated ? graph.multiply("gate", norm, norm) : norm, 10);
  }

  @Test
  void wholeBlocksLieInBlocks() {
    assertThat(Layout.of(zoo(new Resnet20()))).isEqualTo(Layout.BLOCKED);
  }

  @Test
  void oddChannelsLieLast() {
    assertThat(Layout.of(zoo(new Lenet5()))).isEqualTo(Layout.CHANNELS_LAST);
  }

  @Test
  void oddChannelsWithBatchNormArePaddedWhereAllOperationsBearIt() {
    assertThat(Layout.of(normed(false))).isEqualTo(Layout.PADDED);
    assertThat(Layout.of(normed(true))).isEqualTo(Layout.CHANNELS_LAST);
    assertThat(Layout.of(ContractNetworks.joinedBlocks().graph())).isEqualTo(Layout.PADDED);
  }
}
