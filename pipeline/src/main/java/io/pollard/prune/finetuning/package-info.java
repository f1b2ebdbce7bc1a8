/**
 * What happens to the survivors: fine-tuning, rewinding and the controls. An open family, found
 * through {@link java.util.ServiceLoader}; rules of {@code io.pollard.prune} apply.
 */
@NullMarked
package io.pollard.prune.finetuning;

import org.jspecify.annotations.NullMarked;
