/// Tests of the localnet, with real processes where two nodes talk.
@NullMarked
package io.byteleap.localnet;

import org.jspecify.annotations.NullMarked;
