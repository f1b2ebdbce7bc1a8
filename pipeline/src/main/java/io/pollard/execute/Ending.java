package io.pollard.execute;

/** How the work of a step ended, before anything is committed. */
sealed interface Ending {

  /** It came to something. */
  record Done(Accomplished result) implements Ending {}

  /** The loss was not finite. */
  record Diverged(int iteration, double loss) implements Ending {
    String message() {
      return "the loss is not finite (iteration=%d, loss=%s); lower the learning rate"
          .formatted(iteration, loss);
    }
  }

  /** It was told to stop. */
  record Cancelled() implements Ending {}
}
