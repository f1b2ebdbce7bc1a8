package io.pollard.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pollard.network.NetworkFamily;
import io.pollard.network.StoredWeights;
import io.pollard.network.onnx.Onnx;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.spec.Canonical;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  /** As the settings of a step hold them. */
  @Test
  void networksAreCalledByNameAndThoseOfFilesByTheirFile() throws IOException {
    Onnx onnx = new Onnx();
    List<NetworkFamily> networks =
        List.of(
            new Lenet5(),
            new Resnet(14, Shortcut.B, onnx.initialization()),
            new Onnx("/data/nets/my-net.onnx", StoredWeights.KEEP, onnx.initialization()),
            new Onnx("hdfs:///nets/other.onnx", StoredWeights.INITIALIZE, onnx.initialization()));
    List<String> called = List.of("lenet-5", "resnet", "my-net.onnx", "other.onnx");
    for (int i = 0; i < networks.size(); i++) {
      String setting = Canonical.settings(networks.get(i));
      assertThat(Report.network(new ObjectMapper().readTree(setting)))
          .as(setting)
          .isEqualTo(called.get(i));
      assertThat(networks.get(i).title()).isEqualTo(called.get(i));
    }
  }
}
