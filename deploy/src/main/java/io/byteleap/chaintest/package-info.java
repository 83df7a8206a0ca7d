/// The client of the chain against the chain's real runtime, which runs on this machine.
@NullMarked
package io.byteleap.chaintest;

import org.jspecify.annotations.NullMarked;
