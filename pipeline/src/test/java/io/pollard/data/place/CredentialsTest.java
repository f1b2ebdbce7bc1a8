package io.pollard.data.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.data.DatasetSpec;
import io.pollard.spec.Binder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

  @ParameterizedTest
  @CsvSource({
    "s3a://AKIA:S3CR3T@bucket/data, s3a://***@bucket/data",
    "https://user:S3CR3T@host/x, https://***@host/x",
    "wasbs://c@host/x?sv=1&sig=S3CR3T&se=2, wasbs://c@host/x?sv=1&sig=***&se=2"
  })
  void refusesAPathWithAPasswordWithoutSayingIt(String path, String shown) {
    assertThatThrownBy(() -> Place.of(path))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot use a path: it holds a password (path=%s); leave it out, and give it as a setting of Hadoop, such as spark.hadoop.fs.s3a.secret.key, or in a credential provider"
                .formatted(shown))
        .hasMessageNotContaining("S3CR3T");
  }

  @Test
  void refusesADataSetBeforeItsPathGetsAnywhere() {
    DatasetSpec spec =
        Binder.read(
            "{name: mnist, path: 's3a://AKIA:${PASSWORD}@bucket/x', format: idx}",
            DatasetSpec.class,
            "a data set");

    assertThatThrownBy(() -> spec.located(Map.of("PASSWORD", "S3CR3T")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("s3a://***@bucket/x")
        .hasMessageNotContaining("S3CR3T");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/a:b@c",
        "hdfs://host:8020/data",
        "s3a://bucket/data@v2",
        "abfss://container@account/x",
        "C:/data"
      })
  void leavesOtherPathsAlone(String path) {
    assertThat(Credentials.refuse(path)).isEqualTo(path);
  }
}
