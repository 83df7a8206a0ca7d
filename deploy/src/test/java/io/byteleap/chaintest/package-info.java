/// Tests of the chain's own test, as far as they need no node.
@NullMarked
package io.byteleap.chaintest;

import org.jspecify.annotations.NullMarked;
