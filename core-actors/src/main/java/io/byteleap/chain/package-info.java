/// The chain: its adapters and the one actor of a node that talks to it.
@NullMarked
package io.byteleap.chain;

import org.jspecify.annotations.NullMarked;
