package io.pollard.engine.onednn;

import java.util.List;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;

/** Functions that a kernel applies to its result, one after the other, before it stores it. */
record PostOps(List<Elementwise> functions) {
  static final PostOps NONE = new PostOps(List.of());

  PostOps {
    functions = List.copyOf(functions);
  }

  static PostOps of(Elementwise function) {
    return new PostOps(List.of(function));
  }

  /** The attributes of a kernel with these functions; the caller destroys them. */
  dnnl_primitive_attr attributes() {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    Library.check(dnnl.dnnl_primitive_attr_create(attributes), "create attributes");
    Library.check(
        dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl.dnnl_scratchpad_mode_user),
        "take scratch memory");
    if (!functions.isEmpty()) {
      dnnl_post_ops chain = new dnnl_post_ops();
      Library.check(dnnl.dnnl_post_ops_create(chain), "create a chain of functions");
      for (Elementwise f : functions) {
        Library.check(
            dnnl.dnnl_post_ops_append_eltwise(chain, 1.0f, f.algorithm(), f.alpha(), f.beta()),
            "append a function");
      }
      Library.check(
          dnnl.dnnl_primitive_attr_set_post_ops(attributes, chain), "set a chain of functions");
      dnnl.dnnl_post_ops_destroy(chain);
    }
    return attributes;
  }
}
