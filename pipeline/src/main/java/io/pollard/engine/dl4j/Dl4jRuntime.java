package io.pollard.engine.dl4j;

import org.deeplearning4j.config.DL4JClassLoading;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The settings of ND4J and DL4J that a process and a thread need; all of them are the libraries'
 * own global state. No environment variable is needed.
 */
public final class Dl4jRuntime {
  /** DL4J's and ND4J's version. */
  static final String VERSION = "1.0.0-M2.1";

  private Dl4jRuntime() {}

  /**
   * Makes DL4J use oneDNN, one thread of computation, no report at the start, no crash dumps in
   * files. To be called on every thread that computes, before anything else of ND4J; cheap when
   * called again.
   */
  public static void prepare() {
    System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "false");
    System.setProperty(DL4JSystemProperties.CRASH_DUMP_ENABLED_PROPERTY, "false");
    System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "false");
    // In Spark the loader of the thread that comes first may not be the one that has our classes.
    ND4JClassLoading.setNd4jClassloaderFromClass(Dl4jRuntime.class);
    DL4JClassLoading.setDl4jClassloaderFromClass(Dl4jRuntime.class);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
    oneThread();
  }

  /**
   * Makes the calling thread compute alone. OpenMP keeps this setting by thread, so that whoever
   * computes has to make it; the other two limits of {@link #prepare} hold for the process.
   */
  static void oneThread() {
    nativeOps().setOmpNumThreads(1);
  }

  private static NativeOps nativeOps() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }
}
