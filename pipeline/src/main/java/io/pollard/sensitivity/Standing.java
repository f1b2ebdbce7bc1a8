package io.pollard.sensitivity;

import java.io.Serializable;

/**
 * How the unpruned network does on an example.
 *
 * @param example its index in the split
 * @param place of the label, see {@link io.pollard.measure.Verdict}
 * @param margin how far the label's logit lies above the highest other one
 * @param loss in nats
 */
public record Standing(int example, int place, float margin, double loss) implements Serializable {

  /** Whether the answer is right. */
  public boolean right() {
    return place == 0;
  }
}
