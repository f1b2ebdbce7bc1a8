package io.pollard.jobs.it;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;

/**
 * The types of the Spark operator's {@code sparkoperator.k8s.io/v1beta2}, as far as {@code
 * conf/kubernetes} uses them: which fields there are, of which type, which must be there. The rest
 * is Kubernetes' own.
 */
record SparkApplication(
    @JsonProperty(required = true) String apiVersion,
    @JsonProperty(required = true) String kind,
    @JsonProperty(required = true) ObjectMeta metadata,
    @JsonProperty(required = true) Spec spec) {

  enum Language {
    @JsonProperty("Java")
    JAVA,
    @JsonProperty("Scala")
    SCALA,
    @JsonProperty("Python")
    PYTHON,
    @JsonProperty("R")
    R
  }

  enum Mode {
    @JsonProperty("cluster")
    CLUSTER,
    @JsonProperty("client")
    CLIENT
  }

  enum Restart {
    @JsonProperty("Never")
    NEVER,
    @JsonProperty("OnFailure")
    ON_FAILURE,
    @JsonProperty("Always")
    ALWAYS
  }

  record Spec(
      @JsonProperty(required = true) Language type,
      @JsonProperty(required = true) String sparkVersion,
      Mode mode,
      String image,
      String imagePullPolicy,
      List<String> imagePullSecrets,
      String mainClass,
      @JsonProperty(required = true) String mainApplicationFile,
      List<String> arguments,
      Map<String, String> sparkConf,
      Map<String, String> hadoopConf,
      List<Volume> volumes,
      @JsonProperty(required = true) Driver driver,
      @JsonProperty(required = true) Executor executor,
      RestartPolicy restartPolicy,
      Long timeToLiveSeconds,
      DynamicAllocation dynamicAllocation) {}

  record RestartPolicy(
      Restart type,
      Integer onFailureRetries,
      Long onFailureRetryInterval,
      Integer onSubmissionFailureRetries,
      Long onSubmissionFailureRetryInterval) {}

  record DynamicAllocation(
      boolean enabled,
      Integer initialExecutors,
      Integer minExecutors,
      Integer maxExecutors,
      Boolean shuffleTrackingEnabled,
      Long shuffleTrackingTimeout) {}

  record Driver(
      Integer cores,
      String coreRequest,
      String coreLimit,
      String memory,
      String memoryOverhead,
      String serviceAccount,
      String javaOptions,
      Map<String, String> labels,
      List<EnvVar> env,
      List<VolumeMount> volumeMounts,
      PodSecurityContext podSecurityContext,
      SecurityContext securityContext) {}

  record Executor(
      Integer instances,
      Integer cores,
      String coreRequest,
      String coreLimit,
      String memory,
      String memoryOverhead,
      String javaOptions,
      Boolean deleteOnTermination,
      Map<String, String> labels,
      List<EnvVar> env,
      List<VolumeMount> volumeMounts,
      PodSecurityContext podSecurityContext,
      SecurityContext securityContext) {}
}
