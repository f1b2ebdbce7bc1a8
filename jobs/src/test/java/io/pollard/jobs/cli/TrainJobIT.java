package io.pollard.jobs.cli;

import static io.pollard.jobs.cli.Ran.pollard;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainJobIT {
  private static final String EXPERIMENT =
      """
      experiment: small
      dataset: {name: fashion-mnist-8k, validation: 200, trainLimit: 300, testLimit: 200}
      network: lenet-300-100
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 20}
      replicates: [1, 2]
      arms:
        - name: late
          prune: {scheduling: {iterative: {rate: 0.5, levels: 1}}, finetuning: {rewind: {to: 5 it}}}
      """;

  @TempDir private Path folder;

  @Test
  void theDenseStepsRunAndTheSweepFindsThemDone() throws IOException {
    String file = Inputs.write(folder, "small.yaml", EXPERIMENT).toString();
    String[] options = {
      file, "--warehouse", folder.resolve("w").toString(), "--master", "local[2]"
    };
    Ran train = pollard("train", options[0], options[1], options[2], options[3], options[4]);
    assertThat(train.err()).isEmpty();
    assertThat(train.code()).isZero();
    // For each replicate the initial values, iteration 5, and the end.
    assertThat(train.out()).contains("small: 6 steps run, 0 there before; ");
    Ran run = pollard("run", options[0], options[1], options[2], options[3], options[4]);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("small: 2 steps run, 6 there before; ");
  }
}
