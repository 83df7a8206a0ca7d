/// SCALE, the byte format of Substrate chains: a bounded reader, a writer, and refusals with names.
@NullMarked
package io.byteleap.scale;

import org.jspecify.annotations.NullMarked;
