/// JSON as our peers write it: strict where they are, bounded in size and depth.
@NullMarked
package io.byteleap.json;

import org.jspecify.annotations.NullMarked;
