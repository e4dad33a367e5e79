/* Starts the stand-in: a program that is linked with musl, as every program of such an image is. */
#include <stdio.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    (void)count;
    execv("/opt/gam7/gam", arguments);
    perror("/opt/gam7/gam");
    return 126;
}
