/// Giving GPUs to virtual machines: which devices a host has, which of them may be taken from it,
/// and what has to be written to its files for that.
@NullMarked
package io.byteleap.domain.passthrough;

import org.jspecify.annotations.NullMarked;
