package io.pollard.network;

/**
 * A network's architecture, without values. The DL4J configuration is the truth; layout and graph
 * are derived from it once and say the same thing in plain records.
 *
 * @param name as in the zoo, or of the user's file
 * @param configuration DL4J's JSON of a MultiLayerConfiguration or ComputationGraphConfiguration
 * @param layout of the flat parameter vector
 * @param graph of operations
 * @param input shape of one example
 * @param classes number of outputs
 */
public record Network(
    String name,
    String configuration,
    ParameterLayout layout,
    LayerGraph graph,
    Shape input,
    int classes) {}
