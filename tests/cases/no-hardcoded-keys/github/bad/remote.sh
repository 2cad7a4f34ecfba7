git clone https://x-access-token:{{github}}@github.com/acme/service
