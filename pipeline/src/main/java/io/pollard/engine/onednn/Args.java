package io.pollard.engine.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** The library's numbers of arguments. */
final class Args {
  static final int FROM = dnnl.DNNL_ARG_FROM;
  static final int TO = dnnl.DNNL_ARG_TO;
  static final int SRC = dnnl.DNNL_ARG_SRC;
  static final int SRC_1 = dnnl.DNNL_ARG_SRC_1;
  static final int DST = dnnl.DNNL_ARG_DST;
  static final int WEIGHTS = dnnl.DNNL_ARG_WEIGHTS;
  static final int BIAS = dnnl.DNNL_ARG_BIAS;
  static final int MEAN = dnnl.DNNL_ARG_MEAN;
  static final int VARIANCE = dnnl.DNNL_ARG_VARIANCE;
  static final int SCALE = dnnl.DNNL_ARG_SCALE;
  static final int SHIFT = dnnl.DNNL_ARG_SHIFT;
  static final int WORKSPACE = dnnl.DNNL_ARG_WORKSPACE;
  static final int DIFF_SRC = dnnl.DNNL_ARG_DIFF_SRC;
  static final int DIFF_DST = dnnl.DNNL_ARG_DIFF_DST;
  static final int DIFF_WEIGHTS = dnnl.DNNL_ARG_DIFF_WEIGHTS;
  static final int DIFF_BIAS = dnnl.DNNL_ARG_DIFF_BIAS;
  static final int DIFF_SCALE = dnnl.DNNL_ARG_DIFF_SCALE;
  static final int DIFF_SHIFT = dnnl.DNNL_ARG_DIFF_SHIFT;

  private Args() {}

  /** The number of one of several sources. */
  static int source(int index) {
    return dnnl.DNNL_ARG_MULTIPLE_SRC + index;
  }
}
