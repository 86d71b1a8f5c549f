/** Who is at work in a repository: locks on nothing but put, list and delete, judged by the store's own clock. */
package io.holdfast.repository.lock;
