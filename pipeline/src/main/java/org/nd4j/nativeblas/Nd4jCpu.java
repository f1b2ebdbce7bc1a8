package org.nd4j.nativeblas;

/** The old name of {@link org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu}. */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /**
   * What DL4J's {@code BaseMKLDNNHelper} asks by reflection, under the name {@code
   * org.nd4j.nativeblas.Nd4jCpu$Environment}, before it lets a layer use oneDNN.
   */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** The only one. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether ND4J uses oneDNN. */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
