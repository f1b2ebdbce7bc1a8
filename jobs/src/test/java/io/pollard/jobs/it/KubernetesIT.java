package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Spark's own client asks Kubernetes for when a sweep is submitted with our settings. */
class KubernetesIT {
  private static ApiServer api;

  @BeforeAll
  static void submit() throws IOException {
    api = ApiServer.start();
    Path root = Pollard.root();
    String template = root.resolve("conf/kubernetes/pod-template.yaml").toString();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--master", "k8s://" + api.url(), "--deploy-mode", "cluster"));
    arguments.addAll(
        List.of("--properties-file", root.resolve("conf/spark/kubernetes.conf").toString()));
    Stream.of(
            "spark.kubernetes.submission.waitAppCompletion=false",
            "spark.kubernetes.driver.podTemplateFile=" + template,
            "spark.kubernetes.executor.podTemplateFile=" + template)
        .forEach(setting -> arguments.addAll(List.of("--conf", setting)));
    arguments.addAll(List.of("--class", Pollard.MAIN, "local:///opt/pollard/pollard.jar"));
    arguments.addAll(
        List.of("run", "s3a://pollard/experiments/e.yaml", "--warehouse", "s3a://pollard/w"));
    Jvm jvm =
        new Jvm(
            Jvm.testClassPath(),
            List.of(Pollard.quietLog()),
            Map.of("AWS_ACCESS_KEY_ID", "PLANTED0KEY", "AWS_SECRET_ACCESS_KEY", "PLANTED0SECRET"));
    try (Running submission = jvm.start("org.apache.spark.deploy.SparkSubmit", arguments)) {
      submission.succeeded();
    }
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonNode pod() {
    assertThat(api.made("Pod")).hasSize(1);
    return api.made("Pod").get(0);
  }

  private static JsonNode container() {
    JsonNode containers = pod().at("/spec/containers");
    assertThat(containers).hasSize(1);
    return containers.get(0);
  }

  private static JsonNode named(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(each -> each.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + list));
  }

  /** What the driver is to read its settings from. */
  private static Properties settings() {
    Properties settings = new Properties();
    api.made("ConfigMap").stream()
        .map(map -> map.at("/data/spark.properties"))
        .filter(JsonNode::isTextual)
        .forEach(
            text -> {
              try {
                settings.load(new StringReader(text.asText()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return settings;
  }

  @Test
  void theDriverRunsOurCommandFromOurImage() {
    assertThat(pod().at("/metadata/namespace").asText()).isEqualTo("pollard");
    assertThat(pod().at("/metadata/labels/spark-role").asText()).isEqualTo("driver");
    assertThat(pod().at("/spec/serviceAccountName").asText()).isEqualTo("pollard");
    assertThat(pod().at("/spec/restartPolicy").asText()).isEqualTo("Never");
    assertThat(container().path("image").asText()).isEqualTo("pollard:0.1.0");
    assertThat(container().path("args"))
        .map(JsonNode::asText)
        .startsWith("driver")
        .containsSubsequence(
            "--class",
            Pollard.MAIN,
            "local:///opt/pollard/pollard.jar",
            "run",
            "s3a://pollard/experiments/e.yaml",
            "--warehouse",
            "s3a://pollard/w");
    assertThat(container().at("/resources/limits/memory").asText()).isEqualTo("2560Mi");
  }

  @Test
  void theDriverIsNotRootAndHasNoPrivileges() {
    assertThat(pod().at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod().at("/spec/securityContext/runAsUser").asInt()).isEqualTo(185);
    assertThat(pod().at("/spec/securityContext/seccompProfile/type").asText())
        .isEqualTo("RuntimeDefault");
    assertThat(container().at("/securityContext/allowPrivilegeEscalation").isBoolean()).isTrue();
    assertThat(container().at("/securityContext/allowPrivilegeEscalation").asBoolean()).isFalse();
    assertThat(container().at("/securityContext/capabilities/drop"))
        .map(JsonNode::asText)
        .containsExactly("ALL");
  }

  @Test
  void keysComeFromTheSecretAndAreNowhereElse() {
    JsonNode reference =
        named(container().path("env"), "AWS_SECRET_ACCESS_KEY").at("/valueFrom/secretKeyRef");
    assertThat(reference.path("name").asText()).isEqualTo("pollard-s3");
    assertThat(reference.path("key").asText()).isEqualTo("secret-key");
    assertThat(
            Stream.of("Pod", "ConfigMap", "Service", "Secret").flatMap(k -> api.made(k).stream()))
        .noneMatch(made -> made.toString().contains("PLANTED0"));
  }

  @Test
  void theDriverSeesTheDataAndMayWriteItsScratchFolder() {
    JsonNode claims = pod().at("/spec/volumes");
    assertThat(named(claims, "data").at("/persistentVolumeClaim/claimName").asText())
        .isEqualTo("pollard-data");
    assertThat(named(claims, "scratch").has("emptyDir")).isTrue();
    JsonNode data = named(container().path("volumeMounts"), "data");
    assertThat(data.path("mountPath").asText()).isEqualTo("/data");
    assertThat(data.path("readOnly").asBoolean()).isTrue();
    assertThat(named(container().path("volumeMounts"), "scratch").path("mountPath").asText())
        .isEqualTo("/tmp");
    assertThat(named(container().path("env"), "POLLARD_DATA").path("value").asText())
        .isEqualTo("/data");
  }

  @Test
  void theDriverWillAskForExecutorsOfOneCoreATask() {
    assertThat(settings())
        .containsEntry("spark.task.cpus", "1")
        .containsEntry("spark.executor.cores", "4")
        .containsEntry("spark.executor.memory", "4g")
        .containsEntry("spark.executorEnv.OMP_NUM_THREADS", "1")
        .containsEntry("spark.kubernetes.container.image", "pollard:0.1.0")
        .containsEntry("spark.authenticate", "true")
        .containsEntry("spark.speculation", "false");
    assertThat(api.made("Service")).hasSize(1);
    assertThat(api.made("Service").get(0).at("/spec/clusterIP").asText()).isEqualTo("None");
  }
}
