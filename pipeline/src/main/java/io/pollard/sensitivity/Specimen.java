package io.pollard.sensitivity;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The network under analysis and all masks of it, on the way to executors: plain values, so that
 * they survive any serializer.
 *
 * @param analysis id of the analysis
 * @param name of the network
 * @param configuration DL4J's JSON
 * @param input shape of an example: channels, height, width
 * @param parameters over the layout
 * @param choices texts of each choice: structure, scoring, sparsity
 * @param masks of the choices, packed
 */
public record Specimen(
    String analysis,
    String name,
    String configuration,
    int[] input,
    float[] parameters,
    ArrayList<String[]> choices,
    ArrayList<long[]> masks)
    implements Serializable {

  public static Specimen of(
      String analysis, Network network, float[] parameters, List<Cell.Choice> choices) {
    ArrayList<String[]> texts = new ArrayList<>();
    ArrayList<long[]> masks = new ArrayList<>();
    for (Cell.Choice choice : choices) {
      texts.add(
          new String[] {choice.structure(), choice.scoring(), Double.toString(choice.sparsity())});
      masks.add(choice.mask().words());
    }
    Shape shape = network.input();
    return new Specimen(
        analysis,
        network.name(),
        network.configuration(),
        new int[] {shape.channels(), shape.height(), shape.width()},
        parameters,
        texts,
        masks);
  }

  /** The cells. */
  public Grid grid() {
    Network network =
        Dl4jNetworks.fromJson(name, configuration, new Shape(input[0], input[1], input[2]));
    List<Cell.Choice> all = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      String[] texts = choices.get(i);
      all.add(
          new Cell.Choice(
              texts[0],
              texts[1],
              Double.parseDouble(texts[2]),
              Mask.ofWords(masks.get(i), parameters.length)));
    }
    return Grid.of(network, all);
  }
}
