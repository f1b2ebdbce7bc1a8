package io.pollard.prune.structure;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.spec.Summary;

/**
 * Single weights (unstructured pruning): every element of a prunable tensor is a group of its own,
 * so an element's score is its group's score.
 */
@Summary("single weights (unstructured pruning)")
@AutoService(Structure.class)
public record Weight() implements Structure {

  @Override
  public Groups groups(Network network) {
    return new Groups(
        network.layout().prunable().stream().<Block>map(slice -> new Elements(slice, 1)).toList());
  }
}
