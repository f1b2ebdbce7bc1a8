package io.pollard.network.keras;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph;
import io.pollard.network.Network;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Shape;
import io.pollard.network.StoredNetwork;
import io.pollard.network.dl4j.Dl4jNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Imports convolutional classifiers that Keras 2 or 3 saved as HDF5. Keras keeps channels last:
 * what depends on the order (kernels, the weights behind a flattened image) is turned round, so
 * that the network keeps channels first and gives the same outputs for the same images in that
 * order. Names of layers are kept; what one layer does beside its main work (an activation, the
 * pointwise half of a separable convolution) has a name made of it.
 */
public final class KerasImport {
  private KerasImport() {}

  static StoredNetwork read(String name, KerasArchive archive, Optional<Shape> wanted) {
    KerasModel model = KerasModel.of(name, archive.configuration());
    requireKnown(name, model);
    KerasLayer first = model.layers().get(0);
    Shape input = KerasInput.shape(first, wanted);
    GraphBuilder builder =
        new GraphBuilder(
            name, first.type().equals(KerasInput.TYPE) ? first.name() : "input", input);
    KerasTranslation t = new KerasTranslation(builder, archive);
    t.put(first.name(), KerasTranslation.Value.plain(builder.input()));
    for (KerasLayer layer : model.layers()) {
      boolean isInput = layer.type().equals(KerasInput.TYPE);
      if (isInput && !layer.equals(first)) {
        throw layer.failure("is a second input; supported is one");
      }
      if (!isInput) {
        t.translate(layer, layer.equals(first) ? List.of(first.name()) : layer.inputs());
      }
    }
    List<String> remarks = new ArrayList<>();
    LayerGraph graph = end(name, builder, t.get(model.output()), remarks);
    Network network = network(name, graph);
    return new StoredNetwork(
        network,
        t.values().over(network.layout()),
        "Keras " + archive.version() + ", HDF5, channels made first",
        remarks);
  }

  private static void requireKnown(String name, KerasModel model) {
    Set<String> unknown = new TreeSet<>();
    for (KerasLayer layer : model.layers()) {
      if (!layer.type().equals(KerasInput.TYPE) && !KerasLayers.isKnown(layer.type())) {
        unknown.add("'%s' (%s)".formatted(layer.name(), layer.type()));
      }
    }
    if (!unknown.isEmpty()) {
      throw KerasArchive.failure(
          name,
          "layers are not supported: %s; supported are %s"
              .formatted(String.join(", ", unknown), KerasLayers.names()));
    }
  }

  private static LayerGraph end(
      String name, GraphBuilder builder, KerasTranslation.Value output, List<String> remarks) {
    String node = output.plainNode();
    boolean ends =
        builder.graph().nodes().stream()
            .filter(n -> n.name().equals(node))
            .anyMatch(n -> n.operation() instanceof SoftmaxCrossEntropy);
    long losses =
        builder.graph().nodes().stream()
            .filter(n -> n.operation() instanceof SoftmaxCrossEntropy)
            .count();
    if (losses > (ends ? 1 : 0)) {
      throw KerasArchive.failure(
          name, "it has a softmax that is not the output; supported is one at the end");
    }
    Shape shape = builder.shape(node);
    if (!shape.isVector() || shape.channels() < 2) {
      throw KerasArchive.failure(
          name,
          "its output has shape %s; supported are classifiers of at least 2 classes"
              .formatted(shape));
    }
    if (!ends) {
      builder.node(node + ":loss", new SoftmaxCrossEntropy(), node);
      remarks.add("its outputs are logits; a softmax was added");
    }
    return builder.graph();
  }

  private static Network network(String name, LayerGraph graph) {
    try {
      return Dl4jNetworks.fromGraph(name, graph);
    } catch (DataException | UserException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DataException(
          "Cannot import model %s: DL4J does not take it (%s)".formatted(name, e.getMessage()), e);
    }
  }
}
