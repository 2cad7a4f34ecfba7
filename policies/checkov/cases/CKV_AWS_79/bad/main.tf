resource "aws_instance" "ckv_aws_79_bad" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}
