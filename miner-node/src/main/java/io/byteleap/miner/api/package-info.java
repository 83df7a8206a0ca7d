/// What operators see of the miner over HTTP.
@NullMarked
package io.byteleap.miner.api;

import org.jspecify.annotations.NullMarked;
