/// The JSON-RPC connection to a node of the chain: one owner, several endpoints, named outcomes.
@NullMarked
package io.byteleap.chain.rpc;

import org.jspecify.annotations.NullMarked;
