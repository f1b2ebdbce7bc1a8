package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The files of {@code conf/kubernetes} against the types of Kubernetes and of the Spark operator:
 * no field that they do not have, none of another type, none missing; and against each other.
 */
class KubernetesFilesTest {
  private static final Path CONF = Pollard.root().resolve("conf");
  private static final ObjectMapper JSON = strict();

  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "sparkoperator.k8s.io/v1beta2 SparkApplication", SparkApplication.class,
          "rbac.authorization.k8s.io/v1 Role", Role.class,
          "rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class,
          "v1 Namespace", Namespace.class,
          "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
          "v1 Pod", Pod.class,
          "v1 ServiceAccount", ServiceAccount.class);

  /** As strict as an API server: an unknown field is an error, and a number is no text. */
  private static ObjectMapper strict() {
    JsonMapper mapper =
        JsonMapper.builder()
            .annotationIntrospector(
                new JacksonAnnotationIntrospector() {
                  private static final long serialVersionUID = 1;

                  // The types of Kubernetes take whatever they do not know.
                  @Override
                  public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                  }
                })
            .build();
    refuse(mapper, LogicalType.Textual, CoercionInputShape.Integer, CoercionInputShape.Boolean);
    refuse(mapper, LogicalType.Textual, CoercionInputShape.Float);
    refuse(mapper, LogicalType.Integer, CoercionInputShape.String, CoercionInputShape.Float);
    refuse(mapper, LogicalType.Boolean, CoercionInputShape.String, CoercionInputShape.Integer);
    return mapper;
  }

  private static void refuse(JsonMapper mapper, LogicalType type, CoercionInputShape... shapes) {
    for (CoercionInputShape shape : shapes) {
      mapper.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail);
    }
  }

  private static List<JsonNode> documents(String file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    String text = Files.readString(CONF.resolve("kubernetes").resolve(file));
    new Load(LoadSettings.builder().build())
        .loadAllFromString(text)
        .forEach(each -> documents.add(JSON.valueToTree(each)));
    return documents;
  }

  private static Object read(JsonNode document) throws JsonProcessingException {
    String name = document.path("apiVersion").asText() + " " + document.path("kind").asText();
    assertThat(TYPES).containsKey(name);
    return JSON.treeToValue(document, TYPES.get(name));
  }

  private static SparkApplication application() throws IOException {
    return (SparkApplication) read(documents("spark-application.yaml").get(0));
  }

  @Test
  void everyObjectIsOfItsType() throws IOException {
    int objects = 0;
    try (Stream<Path> files = Files.list(CONF.resolve("kubernetes"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        for (JsonNode document : documents(file.getFileName().toString())) {
          assertThat(read(document)).as("%s", file).isNotNull();
          objects++;
        }
      }
    }
    assertThat(objects).isEqualTo(7);
  }

  @Test
  void whatIsOfAnotherTypeIsNoticed() throws IOException {
    ObjectNode misspelt = (ObjectNode) documents("spark-application.yaml").get(0);
    ((ObjectNode) misspelt.at("/spec/driver/securityContext")).put("runAsNonRoots", true);
    assertThatThrownBy(() -> read(misspelt)).hasMessageContaining("runAsNonRoots");

    ObjectNode number = (ObjectNode) documents("spark-application.yaml").get(0);
    ((ObjectNode) number.at("/spec/sparkConf")).put("spark.task.cpus", 1);
    assertThatThrownBy(() -> read(number)).hasMessageContaining("spark.task.cpus");

    ObjectNode missing = (ObjectNode) documents("spark-application.yaml").get(0);
    ((ObjectNode) missing.path("spec")).remove("driver");
    assertThatThrownBy(() -> read(missing)).hasMessageContaining("driver");
  }

  @Test
  void theOperatorGetsTheSettingsOfPlainSubmission() throws IOException {
    Properties plain = new Properties();
    try (Reader text = Files.newBufferedReader(CONF.resolve("spark/kubernetes.conf"))) {
      plain.load(text);
    }
    SparkApplication.Spec spec = application().spec();

    assertThat(spec.sparkConf())
        .isNotEmpty()
        .allSatisfy((key, value) -> assertThat(plain).containsEntry(key, value));
    assertThat(spec.hadoopConf())
        .isNotEmpty()
        .allSatisfy((key, value) -> assertThat(plain).containsEntry("spark.hadoop." + key, value));
    assertThat(plain)
        .containsEntry("spark.kubernetes.container.image", spec.image())
        .containsEntry("spark.executor.memory", spec.executor().memory())
        .containsEntry("spark.executor.memoryOverhead", spec.executor().memoryOverhead())
        .containsEntry("spark.executor.cores", spec.executor().cores().toString())
        .containsEntry("spark.driver.memory", spec.driver().memory())
        .containsEntry("spark.driver.memoryOverhead", spec.driver().memoryOverhead())
        .containsEntry(
            "spark.kubernetes.authenticate.driver.serviceAccountName",
            spec.driver().serviceAccount());
    for (String template : List.of("driver", "executor")) {
      String path = plain.getProperty("spark.kubernetes.%s.podTemplateFile".formatted(template));
      assertThat(Pollard.root().resolve(path)).isRegularFile();
    }
  }

  @Test
  void nobodyIsRootOrHasPrivileges() throws IOException {
    SparkApplication.Spec spec = application().spec();
    Pod template = (Pod) read(documents("pod-template.yaml").get(0));

    assertThat(
            List.of(
                spec.driver().podSecurityContext(),
                spec.executor().podSecurityContext(),
                template.getSpec().getSecurityContext()))
        .allSatisfy(
            pod -> {
              assertThat(pod.getRunAsNonRoot()).isTrue();
              assertThat(pod.getRunAsUser()).isEqualTo(185);
            });
    assertThat(
            List.of(
                spec.driver().securityContext(),
                spec.executor().securityContext(),
                template.getSpec().getContainers().get(0).getSecurityContext()))
        .allSatisfy(
            container -> {
              assertThat(container.getAllowPrivilegeEscalation()).isFalse();
              assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
            });
  }

  @Test
  void theImageHasTheVersionsOfTheBuild() throws IOException {
    String image = Files.readString(CONF.resolve("kubernetes/Dockerfile"));
    String build = Files.readString(Pollard.root().resolve("pom.xml"));

    assertThat(image)
        .contains("FROM apache/spark:" + version(build, "spark") + "-scala2.12-java17")
        .contains("org.apache.spark:spark-hadoop-cloud_2.12:" + version(build, "spark"))
        .contains("org.apache.hadoop:hadoop-aws:" + version(build, "hadoop"))
        .containsPattern("\nUSER 185\n\\z");
    assertThat(application().spec().sparkVersion()).isEqualTo(version(build, "spark"));
  }

  private static String version(String build, String name) {
    Matcher version = Pattern.compile("<" + name + "\\.version>([^<]+)<").matcher(build);
    assertThat(version.find()).isTrue();
    return version.group(1);
  }
}
