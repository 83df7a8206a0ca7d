/// A whole network on one machine: starts the nodes as processes of their own, watches them through
/// their status endpoints, and judges whether the network did its job.
@NullMarked
package io.byteleap.localnet;

import org.jspecify.annotations.NullMarked;
