package io.pollard.plan;

import io.pollard.spec.Canonical;
import io.pollard.spec.ContentHash;
import io.pollard.store.Use;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A node of the plan: runs on one core, reads its parents' checkpoints, commits its own.
 *
 * @param id hash of what it computes from: kind, semantics, settings without locations, parents
 * @param work what it computes
 * @param parents whose checkpoints it reads, and as what
 * @param uses who needs it, in the order of the experiment file; the first is the one that counts
 *     as having run it
 * @param iterations optimiser steps it takes, for estimates and for running long chains first
 */
public record Step(String id, Work work, List<Parent> parents, List<Use> uses, int iterations) {

  /** Characters of an id: 128 bits in hex. */
  private static final int ID_LENGTH = 32;

  /**
   * A step's checkpoint read by another.
   *
   * @param role what it is read as
   * @param id of the parent
   */
  public record Parent(Role role, String id) {}

  /** What a parent's checkpoint is read as. */
  public enum Role {
    /** The weights (and mask) to start from. */
    WEIGHTS,
    /** The values at initialisation. */
    INITIAL,
    /** The point of the dense training to which survivors are rewound. */
    REWOUND,
    /** The level of another arm whose mask is taken. */
    TICKET
  }

  public Step {
    parents = List.copyOf(parents);
    uses = List.copyOf(uses);
  }

  public String kind() {
    return work.name();
  }

  public Optional<String> parent(Role role) {
    return parents.stream().filter(p -> p.role() == role).map(Parent::id).findFirst();
  }

  /** A step with the id that follows from its work and parents. */
  public static Step of(Work work, List<Parent> parents, List<Use> uses, int iterations) {
    return new Step(idOf(work, parents, Canonical::identity), work, parents, uses, iterations);
  }

  /**
   * The id of a step with this work and these parents.
   *
   * @param identity writes {@link Canonical#identity}
   */
  static String idOf(Work work, List<Parent> parents, Function<Record, String> identity) {
    StringBuilder roles = new StringBuilder();
    parents.forEach(p -> roles.append(p.role()).append('=').append(p.id()).append(';'));
    return ContentHash.of(
            work.name(),
            Integer.toString(work.semantics()),
            identity.apply((Record) work),
            roles.toString())
        .hex()
        .substring(0, ID_LENGTH);
  }
}
