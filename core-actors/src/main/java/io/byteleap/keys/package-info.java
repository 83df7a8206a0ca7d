/// Keys of the chain: sr25519 key pairs, signatures, phrases, derivation, addresses, and how a
/// request is signed with them. Pure: no clock, no file, no socket; chance is an argument.
///
/// The group arithmetic is that of a library which [Ristretto] alone knows; everything above it is
/// written here after the reference implementations.
@NullMarked
package io.byteleap.keys;

import org.jspecify.annotations.NullMarked;
