/// What several of the network's protocols say in the same words.
@NullMarked
package io.byteleap.wire;

import org.jspecify.annotations.NullMarked;
