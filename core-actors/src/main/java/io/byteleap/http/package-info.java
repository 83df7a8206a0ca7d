/// What the nodes' HTTP interfaces have in common: problem documents and bodies of JSON.
@NullMarked
package io.byteleap.http;

import org.jspecify.annotations.NullMarked;
