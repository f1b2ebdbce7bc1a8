package io.pollard.engine.dl4j;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.graph.vertex.impl.MergeVertex;
import org.deeplearning4j.nn.graph.vertex.impl.ScaleVertex;
import org.deeplearning4j.nn.graph.vertex.impl.ShiftVertex;
import org.deeplearning4j.nn.graph.vertex.impl.SubsetVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inference from some vertices to others, running only those in between. DL4J itself can only start
 * at the input. All values of one pass live in a workspace that is as large as the passes so far
 * needed.
 */
final class Forward {
  private static final String WORKSPACE = "POLLARD_FORWARD";

  private static final WorkspaceConfiguration CONFIGURATION =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.05)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .build();

  private final ComputationGraph graph;
  private final ExecutionGraph execution;
  private final Inputs inputs;

  Forward(ComputationGraph graph, ExecutionGraph execution, Inputs inputs) {
    this.graph = graph;
    this.execution = execution;
    this.inputs = inputs;
  }

  /** See {@link io.pollard.engine.CompiledNetwork#forward}. */
  Map<String, float[]> run(Map<String, float[]> given, int count, Collection<String> wanted) {
    Map<String, float[]> start = new HashMap<>();
    given.forEach((node, values) -> start.put(execution.vertexOf(node), values));
    Map<String, Set<String>> end = new HashMap<>();
    for (String node : wanted) {
      end.computeIfAbsent(execution.vertexOf(node), vertex -> new HashSet<>()).add(node);
    }
    Map<String, float[]> results = new HashMap<>();
    pass(
        start,
        count,
        end.keySet(),
        (vertex, value) -> {
          for (String node : end.getOrDefault(vertex, Set.of())) {
            results.put(node, NativeFloats.copy(value));
          }
        });
    return results;
  }

  /** See {@link io.pollard.engine.CompiledNetwork#logits}. */
  void logits(float[] features, int count, float[] logits) {
    pass(
        Map.of(execution.input(), features),
        count,
        Set.of(execution.logits()),
        (vertex, value) -> NativeFloats.copy(value, logits));
  }

  /**
   * Runs what lies between.
   *
   * @param given values of vertices
   * @param results is told the values of the wanted vertices, as soon as they are known: the next
   *     layer may overwrite them
   */
  @SuppressWarnings("try") // the workspace is used by being open
  private void pass(
      Map<String, float[]> given,
      int count,
      Set<String> wanted,
      BiConsumer<String, INDArray> results) {
    List<GraphVertex> path = path(given.keySet(), wanted);
    graph.setInput(0, inputs.features(count));
    LayerWorkspaceMgr workspaces =
        LayerWorkspaceMgr.builder().defaultWorkspace(WORKSPACE, CONFIGURATION).build();
    try (MemoryWorkspace all = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      INDArray[] values = new INDArray[graph.getVertices().length];
      BitSet keep = keep(path, given.keySet());
      for (GraphVertex vertex : path) {
        String name = vertex.getVertexName();
        float[] known = given.get(name);
        INDArray value =
            known == null ? compute(vertex, values, keep, workspaces) : place(vertex, known, count);
        values[vertex.getVertexIndex()] = value;
        if (wanted.contains(name)) {
          results.accept(name, value);
        }
      }
    } finally {
      path.forEach(GraphVertex::clear);
    }
  }

  /** The vertices to run, the given ones among them, in order. */
  private List<GraphVertex> path(Set<String> given, Set<String> wanted) {
    GraphVertex[] vertices = graph.getVertices();
    BitSet needed = new BitSet();
    wanted.forEach(name -> needed.set(graph.getVertex(name).getVertexIndex()));
    for (int i = vertices.length - 1; i >= 0; i--) {
      if (needed.get(i) && !given.contains(vertices[i].getVertexName())) {
        if (vertices[i].isInputVertex()) {
          throw new IllegalArgumentException("%s do not follow from %s".formatted(wanted, given));
        }
        for (VertexIndices input : vertices[i].getInputVertices()) {
          needed.set(input.getVertexIndex());
        }
      }
    }
    return needed.stream().mapToObj(i -> vertices[i]).toList();
  }

  /**
   * The vertices whose values nobody may overwrite: they are the network's input, or read by
   * several, or share the memory of such.
   */
  private static BitSet keep(List<GraphVertex> path, Set<String> given) {
    BitSet read = new BitSet();
    BitSet keep = new BitSet();
    for (GraphVertex vertex : path) {
      if (vertex.isInputVertex()) {
        keep.set(vertex.getVertexIndex());
      } else if (!given.contains(vertex.getVertexName())) {
        for (VertexIndices input : vertex.getInputVertices()) {
          (read.get(input.getVertexIndex()) ? keep : read).set(input.getVertexIndex());
        }
      }
    }
    for (GraphVertex vertex : path) {
      if (!vertex.isInputVertex() && mayPassOn(vertex)) {
        for (VertexIndices input : vertex.getInputVertices()) {
          if (keep.get(input.getVertexIndex())) {
            keep.set(vertex.getVertexIndex());
          }
        }
      }
    }
    return keep;
  }

  /** Whether a vertex's value may lie in the memory of its input's. */
  private static boolean mayPassOn(GraphVertex vertex) {
    return vertex.hasLayer()
        ? vertex.getLayer() instanceof DropoutLayer
        : !(vertex instanceof ElementWiseVertex
            || vertex instanceof MergeVertex
            || vertex instanceof ScaleVertex
            || vertex instanceof ShiftVertex
            || vertex instanceof SubsetVertex);
  }

  private static INDArray compute(
      GraphVertex vertex, INDArray[] values, BitSet keep, LayerWorkspaceMgr workspaces) {
    VertexIndices[] from = vertex.getInputVertices();
    for (int i = 0; i < from.length; i++) {
      int index = from[i].getVertexIndex();
      boolean overwrites = vertex.hasLayer() && vertex.getLayer() instanceof ActivationLayer;
      boolean copy = overwrites && keep.get(index);
      vertex.setInput(i, copy ? values[index].dup('c') : values[index], workspaces);
    }
    return vertex.doForward(false, workspaces);
  }

  private INDArray place(GraphVertex vertex, float[] values, int count) {
    if (vertex.isInputVertex()) {
      return inputs.features(values, count);
    }
    long[] shape = execution.type(vertex.getVertexName()).getShape(true);
    shape[0] = count;
    INDArray value = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    if (values.length < value.length()) {
      throw new IllegalArgumentException(
          "%d values for %d examples of %d"
              .formatted(values.length, count, value.length() / count));
    }
    NativeFloats.of(value).put(values, Math.toIntExact(value.length()));
    return value;
  }
}
