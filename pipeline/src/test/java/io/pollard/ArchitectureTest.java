package io.pollard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may use whom (the design, section 2). */
@AnalyzeClasses(packages = "io.pollard", importOptions = ArchitectureTest.MainOnly.class)
class ArchitectureTest {

  /** The library's own option knows Maven's usual folder only, not that of the fast profile. */
  static final class MainOnly implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("test-classes");
    }
  }

  @ArchTest
  static final ArchRule SPEC_USES_NOTHING_OF_POLLARD =
      noClasses()
          .that()
          .resideInAPackage("io.pollard.spec..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.pollard.data..",
              "io.pollard.network..",
              "io.pollard.engine..",
              "io.pollard.prune..",
              "io.pollard.train..",
              "io.pollard.measure..",
              "io.pollard.plan..",
              "io.pollard.store..",
              "io.pollard.execute..");

  @ArchTest
  static final ArchRule ONLY_THE_ADAPTERS_KNOW_DL4J =
      noClasses()
          .that()
          .resideInAPackage("io.pollard..")
          .and()
          .resideOutsideOfPackages("io.pollard.network..", "io.pollard.engine.dl4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..");

  @ArchTest
  static final ArchRule ONLY_IMPORT_AND_EXPORT_KNOW_ONNX =
      noClasses()
          .that()
          .resideInAPackage("io.pollard..")
          .and()
          .resideOutsideOfPackages("io.pollard.network.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("onnx..", "org.nd4j.shade.protobuf..");

  @ArchTest
  static final ArchRule ONLY_THE_KERAS_IMPORT_KNOWS_HDF5 =
      noClasses()
          .that()
          .resideInAPackage("io.pollard..")
          .and()
          .resideOutsideOfPackages("io.pollard.network.keras..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco.hdf5..", "org.deeplearning4j.nn.modelimport..");

  @ArchTest
  static final ArchRule ONLY_THE_CLOCK_KNOWS_ONNX_RUNTIME =
      noClasses()
          .that()
          .resideInAPackage("io.pollard..")
          .and()
          .resideOutsideOfPackages("io.pollard.measure.latency..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule ONLY_THE_COMPILED_ENGINE_KNOWS_ONEDNN =
      noClasses()
          .that()
          .resideInAPackage("io.pollard..")
          .and()
          .resideOutsideOfPackages("io.pollard.engine.onednn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco.dnnl..");

  @ArchTest
  static final ArchRule ONLY_STORE_AND_DATA_KNOW_HADOOP =
      noClasses()
          .that()
          .resideInAPackage("io.pollard..")
          .and()
          .resideOutsideOfPackages("io.pollard.store..", "io.pollard.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hadoop..", "org.apache.parquet..");

  @ArchTest
  static final ArchRule NOTHING_ABOVE_THE_ENGINES_KNOWS_ONE =
      noClasses()
          .that()
          .resideInAPackage("io.pollard..")
          .and()
          .resideOutsideOfPackages("io.pollard.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.pollard.engine.dl4j..", "io.pollard.engine.onednn..");

  @ArchTest
  static final ArchRule PRUNING_SEES_LAYOUTS_AND_ARRAYS_ONLY =
      noClasses()
          .that()
          .resideInAPackage("io.pollard.prune..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.pollard.data..",
              "io.pollard.engine..",
              "io.pollard.train..",
              "io.pollard.store..",
              "io.pollard.plan..",
              "io.pollard.execute..");

  @ArchTest
  static final ArchRule PLANS_RUN_NOTHING =
      noClasses()
          .that()
          .resideInAPackage("io.pollard.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.pollard.execute..", "java.io..", "java.nio..", "java.net..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.pollard.(*)..").should().beFreeOfCycles();
}
